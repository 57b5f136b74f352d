import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { ContextEnv } from '../functions/context/env.ts';
import { ContactChange } from '../functions/messages/contact-change.ts';
import type { PopEnv } from '../functions/pop/env.ts';
import type { RefreshEnv } from '../functions/refresh/env.ts';
import { alarmAbove, outcomeCount } from './constructs/alarm.ts';
import type { PlatformRule } from './constructs/platform-events.ts';
import { Worker } from './constructs/worker.ts';
import { contextRules } from './context-settings.ts';
import { allowSecret, allowSend, allowWriteUnder } from './grants.ts';
import { messageModel } from './message-model.ts';
import { common, plainFunction, type Workflow } from './workflow.ts';

/** A change or an event is held by its queue alone: it must outlast an outage of an hour. */
const RECEIVES = 200;

/** What the context's workers leave to others: the queue of what is asked, and the events of previews where a stage has them. */
export interface ContextParts {
  readonly refreshes: Queue;
  readonly previews: PlatformRule | undefined;
}

/** Who shows agents a contact, who asks the CRM for them, and what both may touch. */
export function contextWorkers(workflow: Workflow, completions: Queue): ContextParts {
  const { doors, reads, stage } = workflow;
  const { Queue: refreshes, Changes, Previews } = refresh(workflow, completions);
  const answering = context(workflow, refreshes);
  reads.read('v1/contacts/{contactId}', answering);
  reads.read('v1/contacts/{contactId}/pop', answering);
  if (stage.context.pop) popRedirect(workflow, stage.context.pop.minutes);
  doors.door({
    path: 'v1/contacts',
    model: doors.model('ContactChange', messageModel(ContactChange)),
    queue: Changes,
    auth: stage.doors.contacts.auth,
  });
  const previews = stage.context.previewEvents ? previewEvents(workflow, Previews) : undefined;
  return { refreshes, previews };
}

/** The only one that asks the CRM, so that nobody who must answer in 2 s holds its credentials. */
function refresh(workflow: Workflow, completions: Queue) {
  const { scope, stage, state, settings } = workflow;
  const { ledger, contacts, archive } = state;
  const environment: RefreshEnv = {
    LEDGER_TABLE: ledger.table.tableName,
    CONTACTS_TABLE: contacts.table.tableName,
    ARCHIVE_BUCKET: archive.bucketName,
    COMPLETIONS_QUEUE: completions.queueUrl,
    WRAP_UPS: JSON.stringify(stage.segmentation.conversations?.wrapUps ?? {}),
    CRM: settings.crm,
    PACING: settings.pacing,
  };
  const worker = new Worker(scope, 'Refresh', {
    ...common(workflow, 'refresh', Duration.seconds(45)),
    lanes: {
      Queue: { batchSize: 10, maxConcurrency: 5 },
      Changes: { batchSize: 10, maxConcurrency: 2 },
      Previews: { batchSize: 10, maxConcurrency: 5 },
    },
    maxReceiveCount: RECEIVES,
    environment: () => environment,
  });
  contacts.allow(worker.function, ['GetItem', 'PutItem', 'UpdateItem'], ['CONTACT#']);
  contacts.allow(worker.function, ['GetItem'], ['CONTACTREF#']);
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['QUARANTINE#']);
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['RATE#crm']);
  allowSecret(worker.function, stage.crm.secretArn);
  allowWriteUnder(worker.function, archive, 'quarantine/');
  allowSend(worker.function, completions);
  defectAlarm(scope);
  return worker.queues;
}

/** Previews that begin and end, from the platform's own bus. */
function previewEvents({ scope, stage, platform }: Workflow, queue: Queue): PlatformRule {
  const { eventSource } = stage.segmentation.conversations ?? {};
  if (eventSource === undefined) throw new Error('a stage without a source has no events of previews');
  const topics = [Match.prefix('v2.outbound.preview.campaigns.contact.')];
  return platform.rule(scope, 'Previews', { busName: eventSource, topics, queue });
}

/** A CRM whose answers lack what was agreed withholds every contact until a person has mended it. */
function defectAlarm(scope: Construct): void {
  const metric = outcomeCount('refresh', 'crm_defect');
  alarmAbove(scope, 'CrmDefectAlarm', { metric, threshold: 0, runbook: 'schema-drift' });
}

function context(workflow: Workflow, refreshes: Queue): LambdaFunction {
  const { contacts } = workflow.state;
  const environment: ContextEnv = {
    CONTACTS_TABLE: contacts.table.tableName,
    REFRESH_QUEUE: refreshes.queueUrl,
    CONTEXT: JSON.stringify(contextRules(workflow.stage)),
  };
  const answering = plainFunction(workflow, {
    id: 'Context',
    name: 'context',
    timeout: Duration.seconds(5),
    environment,
    maxConcurrency: workflow.stage.context.maxConcurrency,
  });
  contacts.allow(answering, ['GetItem'], ['CONTACTREF#']);
  if (workflow.stage.previews.requeue) contacts.allow(answering, ['UpdateItem'], ['CONTACTREF#']);
  contacts.allow(answering, ['GetItem', 'UpdateItem'], ['CONTACT#']);
  if (workflow.stage.context.pop) contacts.allow(answering, ['PutItem'], ['POP#']);
  contacts.allow(answering, ['BatchGetItem'], ['SUPPRESS#']);
  allowSend(answering, refreshes);
  return answering;
}

/** Sends a browser on to the page that a pop was made for. */
function popRedirect(workflow: Workflow, minutes: number): void {
  const { reads, state } = workflow;
  const environment: PopEnv = {
    CONTACTS_TABLE: state.contacts.table.tableName,
    POP_MINUTES: String(minutes),
  };
  const redirecting = plainFunction(workflow, {
    id: 'Pop',
    name: 'pop',
    timeout: Duration.seconds(5),
    environment,
  });
  state.contacts.allow(redirecting, ['UpdateItem'], ['POP#']);
  reads.open('v1/pops/{popId}', redirecting);
}
