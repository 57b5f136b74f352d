import { Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { InteractionCompleted, MAX_COMPLETION_BYTES } from '../functions/messages/interaction-completed.ts';
import type { IdentifiedBy } from '../functions/messages/segment-settings.ts';
import type { ReminderEnv } from '../functions/reminder/env.ts';
import type { SegmentationEnv } from '../functions/segmentation/env.ts';
import { completionWorker } from './completion-worker.ts';
import { alarmAbove, outcomeCount } from './constructs/alarm.ts';
import { everyMinute } from './constructs/every-minute.ts';
import { Worker } from './constructs/worker.ts';
import { allowSecret, allowSend, allowWriteUnder } from './grants.ts';
import { messageModel } from './message-model.ts';
import { segmentCrm, segmentRules } from './segmentation-settings.ts';
import type { Stage } from './stage.ts';
import { common, plainFunction, type Workflow } from './workflow.ts';

/** Until a profile has it, only the queue holds a completion: it must outlast an outage of an hour. */
const COMPLETION_RECEIVES = 200;

/**
 * Who updates segments, who reminds of what is due, and what they may touch; gives the queue of the completions, and
 * that of conversations to look at.
 */
export function segmentationWorkers(workflow: Workflow): {
  readonly completions: Queue;
  readonly settlements: Queue;
} {
  const { Completions, Updates } = segmentation(workflow);
  const settlements = completionWorker(workflow, Completions);
  reminder(workflow, { updates: Updates, settlements });
  const { doors, stage } = workflow;
  const { auth, signingSecretArn } = stage.doors.interactions;
  doors.door({
    path: 'v1/interactions',
    model: doors.model('InteractionCompleted', messageModel(InteractionCompleted)),
    queue: Completions,
    auth,
    ...(signingSecretArn && { namedAs: 'interactions', signed: true }),
  });
  return { completions: Completions, settlements };
}

function segmentation(workflow: Workflow) {
  const { scope, stage, state, settings } = workflow;
  const { ledger, contacts, archive } = state;
  const { signingSecretArn } = stage.doors.interactions;
  const crm = segmentCrm(stage.crm, stage.segmentation);
  const pacedAs = stage.segmentation.crm ? 'segments' : 'crm';
  const environment: Omit<SegmentationEnv, 'UPDATES_QUEUE'> = {
    LEDGER_TABLE: ledger.table.tableName,
    CONTACTS_TABLE: contacts.table.tableName,
    ARCHIVE_BUCKET: archive.bucketName,
    SEGMENT_CRM: JSON.stringify(crm),
    IDENTIFIED_BY: JSON.stringify(identifiedBy(stage)),
    SEGMENT_RULES: JSON.stringify(segmentRules(stage.segmentation)),
    TELEPHONY: JSON.stringify(stage.telephony),
    PACING: settings.pacing,
    PACED_AS: pacedAs,
    COALESCE_SECONDS: String(stage.segmentation.coalesceSeconds),
    SIGNING_SECRETS: JSON.stringify(signingSecretArn ? { interactions: signingSecretArn } : {}),
  };
  const worker = new Worker(scope, 'Segmentation', {
    ...common(workflow, 'segmentation', Duration.seconds(30)),
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
  if (signingSecretArn) {
    allowSecret(worker.function, signingSecretArn);
    ledger.allow(worker.function, ['GetItem', 'PutItem'], ['WEBHOOK#']);
  }
  if (stage.segmentation.identifier !== 'id') {
    contacts.allow(worker.function, ['GetItem'], ['CONTACT#']);
    if (crm.secretArn !== stage.crm.secretArn) allowSecret(worker.function, stage.crm.secretArn);
    if (pacedAs !== 'crm') ledger.allow(worker.function, ['GetItem', 'PutItem'], ['RATE#crm']);
  }
  if (wantsTranscripts(stage)) {
    allowSecret(worker.function, stage.telephony.secretArn);
    ledger.allow(worker.function, ['GetItem', 'PutItem'], ['RATE#telephony']);
  }
  allowWriteUnder(worker.function, archive, 'quarantine/');
  allowSend(worker.function, worker.queues.Updates);
  parkedAlarm(scope);
  return worker.queues;
}

const identifiedBy = ({ crm, segmentation }: Stage): IdentifiedBy => {
  const by = segmentation.identifier;
  return by === 'id' ? { by } : { by, crm };
};

/** A customer whose update the CRM refuses for good waits for a person. */
function parkedAlarm(scope: Construct): void {
  const metric = outcomeCount('segmentation', 'parked');
  alarmAbove(scope, 'SegmentationParkedAlarm', { metric, threshold: 0, runbook: 'parked' });
}

function reminder(
  workflow: Workflow,
  { updates, settlements }: { readonly updates: Queue; readonly settlements: Queue },
): void {
  const { contacts } = workflow.state;
  const environment: ReminderEnv = {
    CONTACTS_TABLE: contacts.table.tableName,
    UPDATES_QUEUE: updates.queueUrl,
    SETTLEMENTS_QUEUE: settlements.queueUrl,
  };
  const started = plainFunction(workflow, {
    id: 'Reminder',
    name: 'reminder',
    timeout: Duration.seconds(50),
    environment,
  });
  contacts.allowDueQuery(started, ['due#']);
  allowSend(started, updates, settlements);
  everyMinute(workflow.scope, 'ReminderSchedule', started);
}

/** Whether any rule reads what was said; only then segmentation may ask the platform. */
const wantsTranscripts = ({ segmentation }: Stage): boolean =>
  segmentation.rules.some(({ effect }) => effect.summarizeTranscript !== undefined);
