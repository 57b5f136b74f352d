import { Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { DialingEnv } from '../functions/dialing/env.ts';
import type { ObservationEnv } from '../functions/observation/env.ts';
import type { RecoveryEnv } from '../functions/recovery/env.ts';
import { alarmAbove, outcomeCount } from './constructs/alarm.ts';
import { everyMinute } from './constructs/every-minute.ts';
import { alarmOnUnaccounted } from './constructs/unaccounted-alarm.ts';
import { Worker } from './constructs/worker.ts';
import { allowSecret, allowSend, allowWriteUnder } from './grants.ts';
import {
  common,
  type DialingLanes,
  dialingUrls,
  type Lanes,
  laneUrls,
  plainFunction,
  type Workflow,
} from './workflow.ts';

/** Where recovery and admission send alerts on. */
export interface Onward {
  readonly enrichment: Lanes;
  readonly followUp: Queue;
}

/**
 * Alerts that may share a request to a campaign's list: as many as a function grants within the second that the first of
 * them waits (`functions/dialing/shared-request.ts`).
 */
const SHARED_REQUEST = { batchSize: 50, fillSeconds: 1, maxConcurrency: 5 };

/** Who places calls. */
export function dialingWorker(workflow: Workflow, followUp: Queue): DialingLanes {
  const { ledger, contacts, archive } = workflow.state;
  const environment: Omit<DialingEnv, 'DIALING_QUEUES'> = {
    LEDGER_TABLE: ledger.table.tableName,
    CONTACTS_TABLE: contacts.table.tableName,
    ARCHIVE_BUCKET: archive.bucketName,
    SENSITIVE_FIELDS: workflow.settings.sensitiveFields,
    FOLLOW_UP_QUEUE: followUp.queueUrl,
    ALERT_CLASSES: workflow.settings.alertClasses,
    PERMISSION_POLICY: workflow.settings.permissionPolicy,
    PURPOSE_RULES: workflow.settings.purposeRules,
    // The panel shows agents the last calls of a customer.
    REMEMBERS_CALLS: workflow.stage.panel ? 'true' : 'false',
    DO_NOT_DISTURB_MAX_AGE_MINUTES: workflow.settings.doNotDisturbMaxAgeMinutes,
    MAX_AGE_MINUTES: workflow.settings.maxAgeMinutes,
    PROTOCOL: workflow.settings.protocol,
    ARMED: workflow.stage.dialing.armed ? 'true' : 'false',
    ALLOW_NUMBERS: workflow.settings.allowNumbers,
    CRM: workflow.settings.crm,
    TELEPHONY: workflow.settings.telephony,
    PACING: workflow.settings.pacing,
    OCCUPANCY: workflow.settings.occupancy,
  };
  const worker = new Worker(workflow.scope, 'Dialing', {
    ...common(workflow, 'dialing', Duration.millis(workflow.stage.timing.functionMs)),
    lanes: {
      Critical: { batchSize: 5, maxConcurrency: 5 },
      Standard: { batchSize: 5, maxConcurrency: 2 },
      Campaign: SHARED_REQUEST,
    },
    environment: (own) => ({ ...environment, DIALING_QUEUES: dialingUrls(workflow, own) }),
  });
  ledger.allow(worker.function, ['BatchGetItem'], ['ALERT#', 'SWITCH#']);
  ledger.allow(worker.function, ['GetItem', 'UpdateItem'], ['ALERT#', 'SLOT#']);
  ledger.allow(worker.function, ['GetItem'], ['SWITCH#']);
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['QUARANTINE#']);
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['RATE#telephony', 'RATE#crm']);
  ledger.allow(worker.function, ['GetItem'], ['OCCUPANCY#']);
  ledger.allow(worker.function, ['GetItem', 'UpdateItem'], ['TRIES#']);
  ledger.allow(worker.function, ['PutItem'], ['DECISION#']);
  contacts.allow(worker.function, ['GetItem', 'PutItem'], ['CONTACT#']);
  contacts.allow(worker.function, ['BatchGetItem'], ['SUPPRESS#']);
  allowSecret(worker.function, workflow.stage.telephony.secretArn);
  allowSecret(worker.function, workflow.stage.crm.secretArn);
  allowWriteUnder(worker.function, archive, 'quarantine/');
  const { Critical, Standard, Campaign } = worker.queues;
  allowSend(worker.function, Critical, Standard, Campaign, followUp);
  return worker.queues;
}

/** Who moves what is due, every minute. */
export function recoveryFunction(workflow: Workflow, { enrichment, followUp }: Onward): void {
  const { ledger, contacts } = workflow.state;
  const environment: RecoveryEnv = {
    LEDGER_TABLE: ledger.table.tableName,
    CONTACTS_TABLE: contacts.table.tableName,
    ENRICHMENT_QUEUES: laneUrls(workflow, enrichment),
    FOLLOW_UP_QUEUE: followUp.queueUrl,
    ALERT_CLASSES: workflow.settings.alertClasses,
    MAX_AGE_MINUTES: workflow.settings.maxAgeMinutes,
    PROTOCOL: workflow.settings.protocol,
    TELEPHONY: workflow.settings.telephony,
    PACING: workflow.settings.pacing,
  };
  const recovery = plainFunction(workflow, {
    id: 'Recovery',
    name: 'recovery',
    timeout: Duration.seconds(50),
    environment,
  });
  ledger.allow(recovery, ['GetItem', 'UpdateItem'], ['ALERT#', 'SLOT#', 'NOTICE#']);
  ledger.allow(recovery, ['BatchGetItem'], ['ALERT#']);
  ledger.allow(recovery, ['GetItem', 'PutItem'], ['RATE#telephony']);
  ledger.allowDueQuery(recovery, ['due#', 'ring#']);
  contacts.allow(recovery, ['GetItem'], ['CONTACT#']);
  contacts.allow(recovery, ['BatchGetItem'], ['SUPPRESS#']);
  allowSecret(recovery, workflow.stage.telephony.secretArn);
  alarmOnUnaccounted(workflow.scope);
  allowSend(recovery, enrichment.Critical, enrichment.Standard, followUp);
  everyMinute(workflow.scope, 'RecoverySchedule', recovery);
}

/** Who looks every minute how busy routing queues are, who waits, and which trunks are down. `readings`: where what is read goes. */
export function observationFunction(
  workflow: Workflow,
  { readings, settlements }: { readonly readings: Queue; readonly settlements: Queue },
): void {
  const { pollWaits, pollTrunks } = workflow.stage.ticketing;
  const { conversations } = workflow.stage.segmentation;
  const pollEnded = conversations !== undefined && conversations.eventSource === undefined;
  const { ledger } = workflow.state;
  const environment: ObservationEnv = {
    LEDGER_TABLE: ledger.table.tableName,
    ARMED: workflow.stage.dialing.armed ? 'true' : 'false',
    TELEPHONY: workflow.settings.telephony,
    PACING: workflow.settings.pacing,
    OCCUPANCY: workflow.settings.occupancy,
    POLL_WAITS: pollWaits ? 'true' : 'false',
    POLL_TRUNKS: pollTrunks ? 'true' : 'false',
    TICKETING_QUEUE: readings.queueUrl,
    POLL_ENDED: pollEnded ? 'true' : 'false',
    SETTLEMENTS_QUEUE: settlements.queueUrl,
  };
  const observation = plainFunction(workflow, {
    id: 'Observation',
    name: 'observation',
    timeout: Duration.seconds(50),
    environment,
  });
  ledger.allow(observation, ['GetItem', 'PutItem'], ['OCCUPANCY#', 'RATE#telephony']);
  // What people watch of the CRM's budget.
  ledger.allow(observation, ['GetItem'], ['RATE#crm', 'RATE#desk']);
  allowSecret(observation, workflow.stage.telephony.secretArn);
  if (pollWaits || pollTrunks) allowSend(observation, readings);
  if (pollEnded) {
    ledger.allow(observation, ['GetItem', 'PutItem'], ['POLL#ended']);
    allowSend(observation, settlements);
  }
  const metric = outcomeCount('observation', 'unseen');
  alarmAbove(workflow.scope, 'TrunksUnseenAlarm', { metric, threshold: 0, minutes: 10, runbook: 'unseen' });
  everyMinute(workflow.scope, 'ObservationSchedule', observation);
}
