import type { CfnResource } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { Concession } from '../../local/synthesize.ts';

/** A part of the template that an emulator does not make, in its own words. */
export interface Refusal {
  /** A resource type, or the logical id of one resource. */
  readonly what: string;
  readonly error: string;
}

/** What an emulator is known not to do, how it is spared that, and what is not shown for that reason. */
export interface KnownGap {
  /** In the emulator's own words. */
  readonly error: RegExp;
  /** What it will refuse as well once it has refused one: spared it at once. */
  readonly alike: (resource: CfnResource) => boolean;
  readonly concession: Exclude<Concession, 'whole'>;
  readonly notShown: string;
}

/** A refusal that is none of these ends the verification: it may be a mistake of ours. */
export const KNOWN_GAPS: readonly KnownGap[] = [
  {
    error:
      /Unrecognized resource types: \[(AWS::CloudWatch::CompositeAlarm|AWS::Logs::QueryDefinition|, )+\]/,
    alike: ({ cfnResourceType }) =>
      ['AWS::CloudWatch::CompositeAlarm', 'AWS::Logs::QueryDefinition'].includes(cfnResourceType),
    concession: 'left-out',
    notShown: 'the alarm that pages, and the saved queries',
  },
  {
    error: /AWS::CloudWatch::Alarm Properties\.Metrics \(metric math\) is not supported/,
    alike: (resource) => resource instanceof CfnAlarm && resource.metrics !== undefined,
    concession: 'left-out',
    notShown: 'alarms on a share or a sum of metrics',
  },
  {
    error: /TagResource failed: .*rule\/aws\.partner\/.* does not exist/,
    alike: (resource) => resource instanceof CfnRule && resource.eventBusName !== undefined,
    concession: 'without-tags',
    notShown: 'tags of rules on a partner event bus, whose name has slashes',
  },
];

/** The gap that a refusal is; `undefined` when it is not known. */
export const gapOf = ({ error }: Refusal): KnownGap | undefined =>
  KNOWN_GAPS.find((gap) => gap.error.test(error));

const UNRECOGNIZED = /Unrecognized resource types: \[([^\]]+)\]/;
/** `<stack> | <time> | CREATE_FAILED | <type> | <path> (<logical id>) <error>`, as `cdk deploy --progress events` writes. */
const FAILED = /\| (?:CREATE|UPDATE)_FAILED +\| \S+ +\| \S+ \((\w+)\) (.+)$/;
const CONSEQUENCE = /^Resource creation cancelled/;

/** What an emulator has refused, by the output of `cdk deploy`; none when it failed for another reason. */
export function refusalsIn(output: string): readonly Refusal[] {
  const lines = output.split('\n');
  const types = lines.flatMap((line) => {
    const named = UNRECOGNIZED.exec(line)?.[1]?.split(', ') ?? [];
    return named.map((what) => ({ what, error: line.trim() }));
  });
  const resources = lines.flatMap((line) => {
    const [, what, error = ''] = FAILED.exec(line) ?? [];
    return what === undefined || CONSEQUENCE.test(error) ? [] : [{ what, error: error.trim() }];
  });
  return [...new Map([...types, ...resources].map((refusal) => [refusal.what, refusal])).values()];
}
