import { Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { ControlEnv } from '../functions/control/env.ts';
import type { SuppressionsEnv } from '../functions/suppressions/env.ts';
import { Worker } from './constructs/worker.ts';
import { allowSecret, allowSend, allowWriteUnder } from './grants.ts';
import { suppressionModel } from './message-model.ts';
import { common, plainFunction, type Workflow } from './workflow.ts';

/** A message to control outlasts an outage of the platform: 1,000 deliveries, the most SQS counts, take a working day. */
const CONTROL_RECEIVES = 1000;

/** A confirmation of IoT Core holds its token twice; nobody needs more, and anybody may post one. */
const MOST_BYTES = 16 * 1024;

/** Opt-outs and consent: the door that a function answers, and who mirrors them at the platform. Gives control's queue. */
export function suppressionWorkers(workflow: Workflow): Queue {
  const { ledger, contacts } = workflow.state;
  const control = controlWorker(workflow);
  const environment: SuppressionsEnv = {
    LEDGER_TABLE: ledger.table.tableName,
    CONTACTS_TABLE: contacts.table.tableName,
    CONTROL_QUEUE: control.queueUrl,
    MIRRORED: workflow.stage.telephony.doNotCallListId === undefined ? 'false' : 'true',
  };
  const suppressions = plainFunction(workflow, {
    id: 'Suppressions',
    name: 'suppressions',
    timeout: Duration.seconds(10),
    environment,
  });
  ledger.allow(suppressions, ['PutItem'], ['NOTICE#']);
  contacts.allow(suppressions, ['BatchGetItem', 'UpdateItem'], ['SUPPRESS#']);
  contacts.allow(suppressions, ['PutItem'], ['NUMBER#']);
  allowSend(suppressions, control);
  workflow.doors.answered({
    path: 'v1/suppressions',
    model: workflow.doors.model('Suppression', suppressionModel()),
    methods: ['POST', 'DELETE'],
    answeredBy: suppressions,
    auth: workflow.stage.doors.suppressions.auth,
  });
  return control;
}

function controlWorker(workflow: Workflow): Queue {
  const { ledger, contacts, archive } = workflow.state;
  const environment: ControlEnv = {
    LEDGER_TABLE: ledger.table.tableName,
    CONTACTS_TABLE: contacts.table.tableName,
    ARCHIVE_BUCKET: archive.bucketName,
    TELEPHONY: workflow.settings.telephony,
    PACING: workflow.settings.pacing,
    REQUEST_MS: String(workflow.stage.timing.requestMs),
    OWN_ACCOUNT: workflow.scope.account,
    OWN_REGION: workflow.scope.region,
  };
  const worker = new Worker(workflow.scope, 'Control', {
    ...common(workflow, 'control', Duration.seconds(60)),
    lanes: { Queue: { batchSize: 1, maxConcurrency: 2, maxMessageSizeBytes: MOST_BYTES } },
    maxReceiveCount: CONTROL_RECEIVES,
    environment: () => environment,
  });
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['QUARANTINE#']);
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['RATE#telephony']);
  contacts.allow(worker.function, ['GetItem'], ['NUMBER#']);
  contacts.allow(worker.function, ['BatchGetItem'], ['SUPPRESS#']);
  allowSecret(worker.function, workflow.stage.telephony.secretArn);
  allowWriteUnder(worker.function, archive, 'quarantine/');
  return worker.queues.Queue;
}
