import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { CompletionEnv } from '../functions/completion/env.ts';
import { Worker } from './constructs/worker.ts';
import { allowSecret, allowSend, allowWriteUnder } from './grants.ts';
import { common, type Workflow } from './workflow.ts';

/** Until it is held, only the queue has an event: it must outlast an outage of an hour. */
const EVENT_RECEIVES = 200;

/** Who holds what the platform tells of a conversation until all of it is over; gives the queue of those to look at again. */
export function completionWorker(workflow: Workflow, completions: Queue): Queue {
  const { scope, stage, state, settings } = workflow;
  const { ledger, contacts, archive } = state;
  const { eventSource, holdMinutes = 10, ...found } = stage.segmentation.conversations ?? {};
  const environment: Omit<CompletionEnv, 'SETTLEMENTS_QUEUE'> = {
    LEDGER_TABLE: ledger.table.tableName,
    CONTACTS_TABLE: contacts.table.tableName,
    ARCHIVE_BUCKET: archive.bucketName,
    COMPLETIONS_QUEUE: completions.queueUrl,
    TELEPHONY: JSON.stringify(stage.telephony),
    PACING: settings.pacing,
    CONVERSATIONS: JSON.stringify({ ...NO_EVENTS, ...found }),
    HOLD_MINUTES: String(holdMinutes),
  };
  const worker = new Worker(scope, 'Completion', {
    ...common(workflow, 'completion', Duration.seconds(30)),
    lanes: {
      Events: { batchSize: 10, maxConcurrency: 5 },
      Settlements: { batchSize: 10, maxConcurrency: 2 },
    },
    maxReceiveCount: EVENT_RECEIVES,
    environment: ({ Settlements }) => ({ ...environment, SETTLEMENTS_QUEUE: Settlements.queueUrl }),
  });
  contacts.allow(worker.function, ['GetItem', 'PutItem'], ['CONVERSATION#']);
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['QUARANTINE#']);
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['RATE#telephony']);
  allowSecret(worker.function, stage.telephony.secretArn);
  allowWriteUnder(worker.function, archive, 'quarantine/');
  allowSend(worker.function, completions, worker.queues.Settlements);
  if (eventSource !== undefined) {
    workflow.platform.rule(scope, 'ConversationEnds', {
      busName: eventSource,
      topics: ENDS.map((end) => Match.suffix(end)),
      queue: worker.queues.Events,
    });
  }
  return worker.queues.Settlements;
}

/** What ends of a conversation (reference/genesys-cloud.md, 3.2); the part before it is written with and without ids. */
const ENDS = ['.customer.end', '.acw', '.wrapup'];

/** How conversations are read while the stage names no events. */
const NO_EVENTS = { customerAttribute: 'customerId', tagsAttribute: 'segmentTags', wrapUps: {} };
