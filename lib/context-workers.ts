import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { ContextEnv } from '../functions/context/env.ts';
import type { RefreshEnv } from '../functions/refresh/env.ts';
import { alarmAbove } from './constructs/queues.ts';
import { Worker } from './constructs/worker.ts';
import { contextRules } from './context-settings.ts';
import { allowSecret, allowSend, allowWriteUnder } from './grants.ts';
import { common, plainFunction, type Workflow } from './workflow.ts';

/** Who shows agents a contact, who asks the CRM for them, and what both may touch. */
export function contextWorkers(workflow: Workflow): void {
  workflow.reads.read('v1/contacts/{contactId}', context(workflow, refresh(workflow)));
}

/** The only one that asks the CRM, so that nobody who must answer in 2 s holds its credentials. */
function refresh(workflow: Workflow): Queue {
  const { scope, stage, state, settings } = workflow;
  const { ledger, contacts, archive } = state;
  const environment: RefreshEnv = {
    LEDGER_TABLE: ledger.table.tableName,
    CONTACTS_TABLE: contacts.table.tableName,
    ARCHIVE_BUCKET: archive.bucketName,
    CRM: settings.crm,
    PACING: settings.pacing,
  };
  const worker = new Worker(scope, 'Refresh', {
    ...common(workflow, 'refresh', Duration.seconds(45)),
    lanes: { Queue: { batchSize: 10, maxConcurrency: 5 } },
    environment: () => environment,
  });
  contacts.allow(worker.function, ['GetItem', 'PutItem', 'UpdateItem'], ['CONTACT#']);
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['QUARANTINE#']);
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['RATE#crm']);
  allowSecret(worker.function, stage.crm.secretArn);
  allowWriteUnder(worker.function, archive, 'quarantine/');
  defectAlarm(scope);
  return worker.queues.Queue;
}

/** A CRM whose answers lack what was agreed withholds every contact until a person has mended it. */
function defectAlarm(scope: Construct): void {
  const metric = new Metric({
    namespace: 'Trunkline',
    metricName: 'Messages',
    dimensionsMap: { service: 'refresh', outcome: 'crm_defect' },
  });
  alarmAbove(scope, 'CrmDefectAlarm', metric, 0);
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
  });
  contacts.allow(answering, ['GetItem'], ['CONTACTREF#']);
  contacts.allow(answering, ['GetItem', 'UpdateItem'], ['CONTACT#']);
  contacts.allow(answering, ['BatchGetItem'], ['SUPPRESS#']);
  allowSend(answering, refreshes);
  return answering;
}
