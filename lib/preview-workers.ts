import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { PreviewContacts } from '../functions/messages/preview-contacts.ts';
import type { PreviewEnv } from '../functions/preview/env.ts';
import { PREVIEW_FUNCTION_MS } from '../functions/preview/preview-life.ts';
import type { PreviewStoryEnv } from '../functions/preview-story/env.ts';
import { MOST_BYTES } from '../functions/runtime/strict-json.ts';
import type { PlatformRule } from './constructs/platform-events.ts';
import { deadLetterQueue } from './constructs/queues.ts';
import { Worker } from './constructs/worker.ts';
import { allowSecret, allowSend, allowWriteUnder } from './grants.ts';
import { messageModel } from './message-model.ts';
import { common, plainFunction, type Workflow } from './workflow.ts';

/** Until the ledger knows its contacts, only the queue holds a push: it must outlast an outage of an hour. */
const PUSH_RECEIVES = 200;

/** Room beside the largest body for what a door adds. */
const ATTRIBUTE_BYTES = 16 * 1024;

/**
 * Who offers contacts to agents and takes them back, the door they come by, and who tells what became of them. `events`:
 * of previews, where the stage has them.
 */
export function previewWorkers(workflow: Workflow, events: PlatformRule | undefined): void {
  const { doors, reads, stage } = workflow;
  const { Pushes, Looks, Sweeps } = previewWorker(workflow);
  everyMinuteSweep(workflow, Sweeps);
  events?.also(Looks);
  doors.door({
    path: 'v1/previews',
    model: doors.model('PreviewContacts', messageModel(PreviewContacts)),
    queue: Pushes,
    auth: stage.doors.previews.auth,
  });
  const environment: PreviewStoryEnv = { LEDGER_TABLE: workflow.state.ledger.table.tableName };
  const story = plainFunction(workflow, {
    id: 'PreviewStory',
    name: 'preview-story',
    timeout: Duration.seconds(10),
    environment,
  });
  workflow.state.ledger.allow(story, ['GetItem'], ['PREVIEW#']);
  reads.read('v1/previews/{contactId}/{campaignId}', story);
}

function previewWorker(workflow: Workflow) {
  const { scope, stage, state, settings } = workflow;
  const { ledger, contacts, archive } = state;
  const environment: Omit<PreviewEnv, 'LOOKS_QUEUE'> = {
    LEDGER_TABLE: ledger.table.tableName,
    CONTACTS_TABLE: contacts.table.tableName,
    ARCHIVE_BUCKET: archive.bucketName,
    SENSITIVE_FIELDS: settings.sensitiveFields,
    PREVIEWS: JSON.stringify(stage.previews),
    PERMISSION_POLICY: settings.permissionPolicy,
    PURPOSE_RULES: settings.purposeRules,
    DO_NOT_DISTURB_MAX_AGE_MINUTES: settings.doNotDisturbMaxAgeMinutes,
    PROTOCOL: settings.protocol,
    ARMED: stage.dialing.armed ? 'true' : 'false',
    ALLOW_NUMBERS: settings.allowNumbers,
    CRM: settings.crm,
    TELEPHONY: settings.telephony,
    PACING: settings.pacing,
  };
  const worker = new Worker(scope, 'Preview', {
    ...common(workflow, 'preview', Duration.millis(PREVIEW_FUNCTION_MS)),
    lanes: {
      Pushes: { batchSize: 1, maxConcurrency: 5, maxMessageSizeBytes: MOST_BYTES + ATTRIBUTE_BYTES },
      Looks: { batchSize: 1, maxConcurrency: 5 },
      Sweeps: { batchSize: 1, maxConcurrency: 2 },
    },
    maxReceiveCount: PUSH_RECEIVES,
    environment: ({ Looks }) => ({ ...environment, LOOKS_QUEUE: Looks.queueUrl }),
  });
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['PREVIEW#', 'QUARANTINE#']);
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['RATE#telephony', 'RATE#crm']);
  ledger.allow(worker.function, ['GetItem'], ['SWITCH#', 'ERASED#']);
  ledger.allow(worker.function, ['GetItem', 'UpdateItem'], ['TRIES#']);
  ledger.allow(worker.function, ['GetItem', 'UpdateItem'], ['NOTICE#']);
  ledger.allowDueQuery(worker.function, ['previews#']);
  contacts.allow(worker.function, ['GetItem', 'PutItem'], ['PREVIEW#', 'CONTACT#']);
  contacts.allow(worker.function, ['GetItem', 'PutItem'], ['CONTACTREF#']);
  contacts.allow(worker.function, ['BatchGetItem'], ['SUPPRESS#']);
  allowSecret(worker.function, stage.telephony.secretArn);
  allowSecret(worker.function, stage.crm.secretArn);
  allowWriteUnder(worker.function, archive, 'quarantine/');
  allowSend(worker.function, worker.queues.Looks);
  return worker.queues;
}

/** A sweep that could not be asked for is not repeated: the next one does the same work. */
function everyMinuteSweep({ scope }: Workflow, queue: Queue): void {
  new Rule(scope, 'PreviewSchedule', {
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [
      new SqsQueue(queue, {
        message: RuleTargetInput.fromObject({ sweep: 'previews' }),
        retryAttempts: 0,
        deadLetterQueue: deadLetterQueue(scope, 'PreviewScheduleDeadLetters'),
      }),
    ],
  });
}
