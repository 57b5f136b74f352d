import type { Duration, Stack } from 'aws-cdk-lib';
import { type Code, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { functionDefaults } from './constructs/function-defaults.ts';
import type { IntakeApi } from './constructs/intake-api.ts';
import type { PlatformEvents } from './constructs/platform-events.ts';
import type { ReadApi } from './constructs/read-api.ts';
import type { FunctionSettings } from './function-settings.ts';
import type { Stage } from './stage.ts';
import type { StateStack } from './state-stack.ts';

/** Every function, by the folder that holds it. */
export const FUNCTION_NAMES = [
  'admission',
  'enrichment',
  'compliance',
  'dialing',
  'follow-up',
  'recovery',
  'observation',
  'story',
  'suppressions',
  'control',
  'telemetry',
  'ticketing',
  'incidents',
  'segmentation',
  'completion',
  'reminder',
  'context',
  'refresh',
  'analytics',
  'report-notice',
  'courier',
  'preview',
  'preview-story',
  'web-pages',
  'overview',
  'pop',
  'panel',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** What every workflow is built from. */
export interface Workflow {
  /** The stack: workers stand directly below it, so that their ids say what they are. */
  readonly scope: Stack;
  readonly stage: Stage;
  readonly state: StateStack;
  readonly settings: FunctionSettings;
  readonly code: (name: FunctionName) => Code;
  /** Where a workflow opens its own doors and reads. */
  readonly doors: IntakeApi;
  readonly reads: ReadApi;
  /** Where a workflow listens to the platform. */
  readonly platform: PlatformEvents;
}

/** The queues of a worker with two lanes. */
export type Lanes = Readonly<Record<'Critical' | 'Standard', Queue>>;

/** The queues of dialing: what campaigns call about has a lane of its own, because it is delivered by the dozen. */
export type DialingLanes = Lanes & Readonly<Record<'Campaign', Queue>>;

/** Both lanes' queue URLs as a function reads them. */
export const laneUrls = ({ scope }: Workflow, { Critical, Standard }: Lanes): string =>
  scope.toJsonString({ critical: Critical.queueUrl, standard: Standard.queueUrl });

/** What a worker's function has from the stage. */
export function common({ code, stage }: Workflow, name: FunctionName, timeout: Duration) {
  return { code: code(name), timeout, logDays: stage.retention.logDays };
}

/** The URLs of dialing's queues as a function reads them. */
export const dialingUrls = ({ scope }: Workflow, { Critical, Standard, Campaign }: DialingLanes): string =>
  scope.toJsonString({
    critical: Critical.queueUrl,
    standard: Standard.queueUrl,
    campaign: Campaign.queueUrl,
  });

export interface PlainFunctionProps {
  readonly id: string;
  readonly name: FunctionName;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  /** How often it may run at once; kept free for it, whatever else runs. @default as often as the account allows */
  readonly maxConcurrency?: number | undefined;
}

/** A function without a queue: a schedule, a door or a read calls it. */
export function plainFunction(workflow: Workflow, props: PlainFunctionProps): LambdaFunction {
  const parent = new Construct(workflow.scope, props.id);
  return new LambdaFunction(parent, 'Function', {
    ...functionDefaults(parent, common(workflow, props.name, props.timeout)),
    environment: { ...props.environment },
    ...(props.maxConcurrency !== undefined && { reservedConcurrentExecutions: props.maxConcurrency }),
  });
}
