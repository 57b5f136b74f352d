import { Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { AdmissionEnv } from '../functions/admission/env.ts';
import type { ComplianceEnv } from '../functions/compliance/env.ts';
import type { EnrichmentEnv } from '../functions/enrichment/env.ts';
import type { FollowUpEnv } from '../functions/follow-up/env.ts';
import { MOST_BYTES } from '../functions/runtime/strict-json.ts';
import { alertDoors, alertReads, alertSecrets } from './alert-doors.ts';
import { Worker } from './constructs/worker.ts';
import { dialingWorker, type Onward, recoveryFunction } from './dialing-workers.ts';
import { allowSecret, allowSend, allowWriteUnder } from './grants.ts';
import { common, type DialingLanes, dialingUrls, type Lanes, laneUrls, type Workflow } from './workflow.ts';

/** Before the ledger knows a message, only its queue holds it: it must outlast an outage of an hour. */
const ADMISSION_RECEIVES = 200;

/** Room beside the largest body for what a door adds: its own attributes and signature headers, which end at 10 KiB. */
const ATTRIBUTE_BYTES = 16 * 1024;

/** A sensor's alert, from the call back to the doors: each worker with what it is told, whom it feeds, what it may touch. Gives admission's queue. */
export function alertWorkers(workflow: Workflow): Queue {
  const followUp = followUpWorker(workflow);
  const dialing = dialingWorker(workflow, followUp);
  const compliance = complianceWorker(workflow, { dialing, followUp });
  const enrichment = enrichmentWorker(workflow, { compliance, followUp });
  const admission = admissionWorker(workflow, { enrichment, followUp });
  recoveryFunction(workflow, { enrichment, followUp });
  alertDoors(workflow, admission);
  alertReads(workflow);
  return admission;
}

function followUpWorker(workflow: Workflow): Queue {
  const { ledger, archive } = workflow.state;
  const environment: FollowUpEnv = {
    LEDGER_TABLE: ledger.table.tableName,
    ARCHIVE_BUCKET: archive.bucketName,
    CRM: workflow.settings.crm,
    PACING: workflow.settings.pacing,
    FALLBACK_ZONE: workflow.stage.followUp.timeZone,
    MASS_EVENT_ALERTS: workflow.settings.massEventAlerts,
  };
  const worker = new Worker(workflow.scope, 'FollowUp', {
    ...common(workflow, 'follow-up', Duration.seconds(30)),
    lanes: { Queue: { batchSize: 5, maxConcurrency: 2 } },
    environment: () => environment,
  });
  ledger.allow(worker.function, ['GetItem', 'UpdateItem'], ['ALERT#']);
  ledger.allow(worker.function, ['UpdateItem'], ['SLOT#']);
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['FOLLOWUP#', 'QUARANTINE#', 'SURGE#']);
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['RATE#crm']);
  allowSecret(worker.function, workflow.stage.crm.secretArn);
  allowWriteUnder(worker.function, archive, 'quarantine/');
  allowWriteUnder(worker.function, archive, 'mass-events/');
  return worker.queues.Queue;
}

function complianceWorker(
  workflow: Workflow,
  { dialing, followUp }: { readonly dialing: DialingLanes; readonly followUp: Queue },
): Queue {
  const { ledger, contacts, archive } = workflow.state;
  const environment: ComplianceEnv = {
    LEDGER_TABLE: ledger.table.tableName,
    CONTACTS_TABLE: contacts.table.tableName,
    ARCHIVE_BUCKET: archive.bucketName,
    DIALING_QUEUES: dialingUrls(workflow, dialing),
    FOLLOW_UP_QUEUE: followUp.queueUrl,
    ALERT_CLASSES: workflow.settings.alertClasses,
    PERMISSION_POLICY: workflow.settings.permissionPolicy,
    PURPOSE_RULES: workflow.settings.purposeRules,
    OPENING_MARGIN_SECONDS: workflow.settings.openingMarginSeconds,
    DO_NOT_DISTURB_MAX_AGE_MINUTES: workflow.settings.doNotDisturbMaxAgeMinutes,
  };
  const worker = new Worker(workflow.scope, 'Compliance', {
    ...common(workflow, 'compliance', Duration.seconds(20)),
    lanes: { Queue: { batchSize: 10, maxConcurrency: 10 } },
    environment: () => environment,
  });
  ledger.allow(worker.function, ['GetItem', 'UpdateItem'], ['ALERT#']);
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['QUARANTINE#']);
  ledger.allow(worker.function, ['GetItem'], ['TRIES#']);
  ledger.allow(worker.function, ['PutItem'], ['DECISION#']);
  contacts.allow(worker.function, ['GetItem'], ['CONTACT#']);
  contacts.allow(worker.function, ['BatchGetItem'], ['SUPPRESS#']);
  allowWriteUnder(worker.function, archive, 'quarantine/');
  allowSend(worker.function, dialing.Critical, dialing.Standard, dialing.Campaign, followUp);
  return worker.queues.Queue;
}

function enrichmentWorker(
  workflow: Workflow,
  { compliance, followUp }: { readonly compliance: Queue; readonly followUp: Queue },
): Lanes {
  const { ledger, contacts, archive } = workflow.state;
  const environment: EnrichmentEnv = {
    LEDGER_TABLE: ledger.table.tableName,
    CONTACTS_TABLE: contacts.table.tableName,
    ARCHIVE_BUCKET: archive.bucketName,
    SENSITIVE_FIELDS: workflow.settings.sensitiveFields,
    COMPLIANCE_QUEUE: compliance.queueUrl,
    FOLLOW_UP_QUEUE: followUp.queueUrl,
    ALERT_CLASSES: workflow.settings.alertClasses,
    TIER_RULES: workflow.settings.tierRules,
    CRM: workflow.settings.crm,
    PACING: workflow.settings.pacing,
  };
  const worker = new Worker(workflow.scope, 'Enrichment', {
    ...common(workflow, 'enrichment', Duration.seconds(30)),
    lanes: {
      Critical: { batchSize: 5, maxConcurrency: 10 },
      Standard: { batchSize: 10, maxConcurrency: 5 },
    },
    environment: () => environment,
  });
  ledger.allow(worker.function, ['GetItem', 'UpdateItem'], ['ALERT#']);
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['QUARANTINE#']);
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['RATE#crm']);
  contacts.allow(worker.function, ['GetItem', 'PutItem'], ['CONTACT#']);
  allowSecret(worker.function, workflow.stage.crm.secretArn);
  allowWriteUnder(worker.function, archive, 'quarantine/');
  allowSend(worker.function, compliance, followUp);
  return worker.queues;
}

function admissionWorker(workflow: Workflow, { enrichment, followUp }: Onward): Queue {
  const { ledger, archive } = workflow.state;
  const signingSecrets = alertSecrets(workflow.stage);
  const environment: AdmissionEnv = {
    LEDGER_TABLE: ledger.table.tableName,
    ARCHIVE_BUCKET: archive.bucketName,
    SENSITIVE_FIELDS: workflow.settings.sensitiveFields,
    ENRICHMENT_QUEUES: laneUrls(workflow, enrichment),
    FOLLOW_UP_QUEUE: followUp.queueUrl,
    ALERT_CLASSES: workflow.settings.alertClasses,
    MAX_AGE_MINUTES: workflow.settings.maxAgeMinutes,
    MASS_EVENT_ALERTS: workflow.settings.massEventAlerts,
    CHECK_SENSOR_AFTER_SLOTS: workflow.settings.checkSensorAfterSlots,
    PROTOCOL: workflow.settings.protocol,
    SIGNING_SECRETS: JSON.stringify(signingSecrets),
  };
  const worker = new Worker(workflow.scope, 'Admission', {
    ...common(workflow, 'admission', Duration.seconds(20)),
    lanes: {
      Queue: { batchSize: 10, maxConcurrency: 20, maxMessageSizeBytes: MOST_BYTES + ATTRIBUTE_BYTES },
    },
    maxReceiveCount: ADMISSION_RECEIVES,
    environment: () => environment,
  });
  // One statement must allow all keys of a batch: IAM judges each statement alone.
  ledger.allow(worker.function, ['BatchGetItem'], ['ALERT#', 'SLOT#', 'ERASED#']);
  ledger.allow(worker.function, ['GetItem', 'UpdateItem'], ['ALERT#', 'SLOT#']);
  ledger.allow(worker.function, ['PutItem'], ['ALERT#']);
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['QUARANTINE#', 'SURGE#']);
  ledger.allow(worker.function, ['UpdateItem'], ['SENSORDAY#']);
  for (const secretArn of Object.values(signingSecrets)) {
    allowSecret(worker.function, secretArn);
    ledger.allow(worker.function, ['GetItem', 'PutItem'], ['WEBHOOK#']);
  }
  allowWriteUnder(worker.function, archive, 'telemetry/');
  allowWriteUnder(worker.function, archive, 'quarantine/');
  allowSend(worker.function, enrichment.Critical, enrichment.Standard, followUp);
  return worker.queues.Queue;
}
