import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { PanelDisposition, PanelSessionRequest } from '../functions/messages/panel.ts';
import type { PanelEnv } from '../functions/panel/env.ts';
import type { WebApi } from './constructs/web-api.ts';
import { contextRules } from './context-settings.ts';
import { allowSend, allowTelemetryRead } from './grants.ts';
import { messageModel } from './message-model.ts';
import { type PanelSettings, panelRules } from './panel-settings.ts';
import { plainFunction, type Workflow } from './workflow.ts';

/** Where the panel leaves messages: with whoever asks the CRM, and with segmentation. */
export interface PanelQueues {
  readonly refreshes: Queue;
  readonly completions: Queue;
}

/** Who tells the panel's page whom a call is for and what it is about, where the stage has a panel. */
export function panelWorkers(workflow: Workflow, web: WebApi | undefined, queues: PanelQueues): void {
  const { panel } = workflow.stage;
  if (panel === undefined || web === undefined) return;
  const answering = panelFunction(workflow, panel, queues);
  web.write('v1/panel/session', answering, 'PanelSessionRequest', messageModel(PanelSessionRequest));
  web.read('v1/panel/customers/{customerId}/context', answering);
  web.read('v1/panel/customers/{customerId}/alert', answering);
  web.write(
    'v1/panel/customers/{customerId}/disposition',
    answering,
    'PanelDisposition',
    messageModel(PanelDisposition),
  );
}

function panelFunction(
  workflow: Workflow,
  panel: PanelSettings,
  { refreshes, completions }: PanelQueues,
): LambdaFunction {
  const { stage, settings } = workflow;
  const { ledger, contacts, archive } = workflow.state;
  const environment: PanelEnv = {
    LEDGER_TABLE: ledger.table.tableName,
    CONTACTS_TABLE: contacts.table.tableName,
    ARCHIVE_BUCKET: archive.bucketName,
    REFRESH_QUEUE: refreshes.queueUrl,
    COMPLETIONS_QUEUE: completions.queueUrl,
    PANEL: JSON.stringify(panelRules(panel, stage)),
    CONTEXT: JSON.stringify(contextRules(stage)),
    ALERT_CLASSES: settings.alertClasses,
  };
  const answering = plainFunction(workflow, {
    id: 'Panel',
    name: 'panel',
    timeout: Duration.seconds(10),
    environment,
  });
  ledger.allow(answering, ['GetItem', 'PutItem'], ['PANEL#']);
  ledger.allow(answering, ['GetItem'], ['ALERT#', 'TRIES#']);
  ledger.allow(answering, ['BatchGetItem'], ['INCIDENT#']);
  ledger.allowDueQuery(answering, ['incidents#']);
  contacts.allow(answering, ['GetItem', 'UpdateItem'], ['CONTACT#']);
  contacts.allow(answering, ['BatchGetItem'], ['SUPPRESS#']);
  contacts.allow(answering, ['GetItem'], ['PROFILE#']);
  allowTelemetryRead(answering, archive);
  allowSend(answering, refreshes);
  allowSend(answering, completions);
  return answering;
}
