import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { buildApp } from '../../lib/build-app.ts';
import { addTemplateRules, rulePacks, suppress } from '../../lib/nag.ts';
import { nagSuppressions, type Suppression } from '../../lib/nag-suppressions.ts';
import { parseStage } from '../../lib/stage.ts';
import { cdkContext } from '../../local/cdk-context.ts';
import { stageVariants } from '../../local/stage-variants.ts';
import { WITHOUT_CODE } from '../../local/synthesize.ts';

const { flags, stages } = cdkContext();
const STATE_STACK = 'trunkline-dev-state';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'trunkline-nag-'));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const outdirOf = (name: string): string => join(directory, name);
const emptyApp = (name: string): App =>
  new App({ outdir: outdirOf(name), context: { ...flags, ...WITHOUT_CODE } });

function appOf(stage: string, name = stage, settings: unknown = stages[stage]) {
  const app = emptyApp(name);
  return { app, ...buildApp(app, parseStage(stage, settings)) };
}

/** What the packs find after synthesis, as `rule at path`; warnings too. */
const findingsIn = (app: App): string[] =>
  rulePacks().flatMap((pack) =>
    pack
      .validateScope(app)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
      ),
  );

describe('the rules for templates', () => {
  it.each(stageVariants())('find nothing in stage $stage, $variant, not even to warn of', (one) => {
    const { stage, variant, settings } = one;
    const { app, state } = appOf(stage, `${stage}-${variant}`, settings);
    addTemplateRules(app, nagSuppressions(state.stackName));

    app.synth();

    const report = JSON.parse(
      readFileSync(join(outdirOf(`${stage}-${variant}`), 'validation-report.json'), 'utf8'),
    );
    expect(report).toMatchObject({ pluginReports: [] });
    expect(findingsIn(app)).toEqual([]);
  });

  it('end the synthesis when a suppression is missing', () => {
    const { app } = appOf('dev', 'one-missing');
    const [, ...others] = nagSuppressions(STATE_STACK);
    addTemplateRules(app, others);

    expect(() => app.synth()).toThrow(/AwsSolutions-IAM5/);
  });
});

describe('the suppressions', () => {
  it('are at most ten, of one rule each, with a reason', () => {
    const suppressions = nagSuppressions(STATE_STACK);

    expect(suppressions.length).toBeLessThanOrEqual(10);
    expect(new Set(suppressions.map(({ rule }) => rule)).size).toBe(suppressions.length);
    for (const { reason } of suppressions) expect(reason.split(' ').length).toBeGreaterThan(5);
  });

  it('are all needed, each for every finding and place that it names', () => {
    const { app } = appOf('dev', 'one-by-one');
    app.synth();
    const suppressions = nagSuppressions(STATE_STACK);
    let left = findingsIn(app);

    for (const suppression of suppressions) {
      for (const id of findingIds(suppression)) expect(left.join('\n')).toContain(id);
      suppress(app, suppression);
      const found = left;
      left = findingsIn(app);
      const vanished = found.filter((finding) => !left.includes(finding));
      expect(vanished.every((finding) => finding.startsWith(suppression.rule))).toBe(true);
      expect(placesOf(app, suppression).filter((path) => !covers(path, vanished))).toEqual([]);
    }

    expect(left).toEqual([]);
  });

  it('of a place that is not there are refused', () => {
    const gone: Suppression = { rule: 'AwsSolutions-SQS3', where: /^Pipeline\/Gone$/, reason: 'it is gone' };

    expect(() => suppress(emptyApp('gone'), gone)).toThrow(
      'AwsSolutions-SQS3 is suppressed at /^Pipeline\\/Gone$/, where nothing is',
    );
  });
});

const findingIds = ({ rule, findings }: Suppression): readonly string[] =>
  findings?.map((finding) => `${rule}[${finding}]`) ?? [rule];

const placesOf = (app: App, { where }: Suppression): readonly string[] =>
  app.node
    .findAll()
    .map(({ node }) => node.path)
    .filter((path) => where.test(path));

const covers = (path: string, findings: readonly string[]): boolean =>
  findings.some((finding) => finding.includes(` at ${path}/`));

describe('a construct that breaks a rule', () => {
  /** Whether an app with what `add` puts into its stack is synthesized. */
  const synthesis = (name: string, add: (stack: Stack) => unknown) => {
    const app = emptyApp(name);
    add(new Stack(app, 'Bad'));
    addTemplateRules(app, []);
    return () => app.synth();
  };

  it('is found when it is a queue that anybody on the way can read', () => {
    const open = synthesis('open-queue', (stack) => {
      new Queue(stack, 'Open', { encryption: QueueEncryption.UNENCRYPTED });
    });

    expect(open).toThrow(/AwsSolutions-SQS2[\s\S]*AwsSolutions-SQS4/);
  });

  it('is found by the rules of CloudFormation, which cdk.json turns on', () => {
    const forgetful = synthesis('bad-value', (stack) => {
      const deadLetterTargetArn = new Queue(stack, 'Dead', { enforceSSL: true }).queueArn;
      new CfnQueue(stack, 'Forgetful', {
        visibilityTimeout: 43_201,
        redrivePolicy: { deadLetterTargetArn, maxReceiveCount: 3 },
        sqsManagedSseEnabled: true,
      });
    });

    expect(forgetful).toThrow(/VisibilityTimeout[\s\S]*CloudFormation Validate/);
  });

  it('is found when two resources wait for each other', () => {
    const circle = synthesis('circle', (stack) => {
      const [one, other] = ['One', 'Other'].map(
        (id) => new CfnResource(stack, id, { type: 'AWS::CloudFormation::WaitConditionHandle' }),
      );
      one!.addResourceDependency(other!);
      other!.addResourceDependency(one!);
    });

    expect(circle).toThrow(/Circular[\s\S]*CloudFormation Validate/);
  });
});
