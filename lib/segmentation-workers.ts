import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type Code, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { MAX_COMPLETION_BYTES } from '../functions/messages/interaction-completed.ts';
import type { SegmentCrmSettings } from '../functions/messages/segment-settings.ts';
import type { ReminderEnv } from '../functions/reminder/env.ts';
import type { SegmentationEnv } from '../functions/segmentation/env.ts';
import { completionWorker } from './completion-worker.ts';
import { everyMinute } from './constructs/every-minute.ts';
import { functionDefaults } from './constructs/function-defaults.ts';
import { alarmAbove } from './constructs/queues.ts';
import { Worker } from './constructs/worker.ts';
import type { FunctionSettings } from './function-settings.ts';
import { allowSecret, allowSend, allowWriteUnder } from './grants.ts';
import { REST_SEGMENT_PATHS, segmentRules } from './segmentation-settings.ts';
import type { Stage } from './stage.ts';
import type { StateStack } from './state-stack.ts';

/** Functions of segmentation, by the folder that holds them. */
export const SEGMENTATION_FUNCTIONS = ['segmentation', 'completion', 'reminder'] as const;

/** What segmentation is built from. */
export interface SegmentationParts {
  readonly stage: Stage;
  readonly state: StateStack;
  readonly settings: FunctionSettings;
  code(name: (typeof SEGMENTATION_FUNCTIONS)[number]): Code;
}

/** Until a profile has it, only the queue holds a completion: it must outlast an outage of an hour. */
const COMPLETION_RECEIVES = 200;

/** Who updates segments, who reminds of what is due, and what they may touch; gives the queue of the completions. */
export function segmentationWorkers(scope: Construct, parts: SegmentationParts): Queue {
  const { Completions, Updates } = segmentation(scope, parts);
  const settlements = completionWorker(scope, parts, Completions);
  reminder(scope, parts, { updates: Updates, settlements });
  return Completions;
}

function segmentation(scope: Construct, { stage, state, settings, code }: SegmentationParts) {
  const { ledger, contacts, archive } = state;
  const crm = segmentCrm(stage);
  const pacedAs = stage.segmentation.crm ? 'segments' : 'crm';
  const environment: Omit<SegmentationEnv, 'UPDATES_QUEUE'> = {
    LEDGER_TABLE: ledger.table.tableName,
    CONTACTS_TABLE: contacts.table.tableName,
    ARCHIVE_BUCKET: archive.bucketName,
    SEGMENT_CRM: JSON.stringify(crm),
    SEGMENT_RULES: JSON.stringify(segmentRules(stage.segmentation)),
    TELEPHONY: JSON.stringify(stage.telephony),
    PACING: settings.pacing,
    PACED_AS: pacedAs,
    COALESCE_SECONDS: String(stage.segmentation.coalesceSeconds),
  };
  const worker = new Worker(scope, 'Segmentation', {
    code: code('segmentation'),
    timeout: Duration.seconds(30),
    logDays: stage.retention.logDays,
    lanes: {
      Completions: { batchSize: 10, maxConcurrency: 5, maxMessageSizeBytes: MAX_COMPLETION_BYTES },
      Updates: { batchSize: 10, maxConcurrency: 2 },
    },
    maxReceiveCount: COMPLETION_RECEIVES,
    environment: ({ Updates }) => ({ ...environment, UPDATES_QUEUE: Updates.queueUrl }),
  });
  contacts.allow(worker.function, ['GetItem', 'PutItem'], ['PROFILE#']);
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['QUARANTINE#']);
  ledger.allow(worker.function, ['GetItem', 'PutItem'], [`RATE#${pacedAs}`]);
  allowSecret(worker.function, crm.secretArn);
  if (wantsTranscripts(stage)) allowSecret(worker.function, stage.telephony.secretArn);
  allowWriteUnder(worker.function, archive, 'quarantine/');
  allowSend(worker.function, worker.queues.Updates);
  parkedAlarm(scope);
  return worker.queues;
}

/** A customer whose update the CRM refuses for good waits for a person. */
function parkedAlarm(scope: Construct): void {
  const metric = new Metric({
    namespace: 'Trunkline',
    metricName: 'Messages',
    dimensionsMap: { service: 'segmentation', outcome: 'parked' },
  });
  alarmAbove(scope, 'SegmentationParkedAlarm', metric, 0);
}

function reminder(
  scope: Construct,
  { stage, state, code }: SegmentationParts,
  { updates, settlements }: { readonly updates: Queue; readonly settlements: Queue },
): void {
  const { contacts } = state;
  const environment: ReminderEnv = {
    CONTACTS_TABLE: contacts.table.tableName,
    UPDATES_QUEUE: updates.queueUrl,
    SETTLEMENTS_QUEUE: settlements.queueUrl,
  };
  const parent = new Construct(scope, 'Reminder');
  const started = new LambdaFunction(parent, 'Function', {
    ...functionDefaults(parent, {
      code: code('reminder'),
      timeout: Duration.seconds(50),
      logDays: stage.retention.logDays,
    }),
    environment: { ...environment },
  });
  contacts.allowDueQuery(started, ['due#']);
  allowSend(started, updates, settlements);
  everyMinute(scope, 'ReminderSchedule', started);
}

/** Whether any rule reads what was said; only then segmentation may ask the platform. */
const wantsTranscripts = ({ segmentation }: Stage): boolean =>
  segmentation.rules.some(({ effect }) => effect.summarizeTranscript !== undefined);

/** Segments go to the stage's CRM, unless the stage names another for them. */
function segmentCrm({ crm, segmentation }: Stage): SegmentCrmSettings {
  if (segmentation.crm) return segmentation.crm;
  const { baseUrl, secretArn, paths } = crm;
  return {
    kind: 'rest',
    baseUrl,
    secretArn,
    paths: { ...REST_SEGMENT_PATHS, customer: paths.customer },
  };
}
