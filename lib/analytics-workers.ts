import { Duration } from 'aws-cdk-lib';
import { Match, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { AnalyticsEnv } from '../functions/analytics/env.ts';
import { CampaignEvent } from '../functions/messages/campaign-event.ts';
import type {
  HttpWarehousesByName,
  SftpByName,
  WarehousesByName,
} from '../functions/messages/warehouse-settings.ts';
import type { ReportNoticeEnv } from '../functions/report-notice/env.ts';
import { alarmAbove, outcomeCount } from './constructs/alarm.ts';
import { deadLetterQueue } from './constructs/queues.ts';
import { Worker } from './constructs/worker.ts';
import { courierWorker } from './courier-worker.ts';
import { allowPublish, allowReadUnder, allowSecret, allowSend, allowWriteUnder } from './grants.ts';
import { messageModel } from './message-model.ts';
import { common, type Workflow } from './workflow.ts';

/** Outcomes that need a person. */
const WATCHED = [
  ['parked', 'parked'],
  ['receipt_mismatch', 'receipt-mismatch'],
  ['quarantined', 'schema-drift'],
  ['unreported', 'unreported'],
] as const;

/** Twelve acts of one campaign, of which a look waits twice for a slot and for an answer, with room for the writes. */
const TIMEOUT = Duration.seconds(120);

/** Before the ledger knows an end, only its queue holds it: it must outlast an outage of an hour. */
const RECEIVES = 200;

/** The topic of campaigns; progress and figures follow it. */
const TOPIC = 'v2.outbound.campaigns.';

/** Campaigns' ends and their reports: who settles and delivers them, and who tells that they can be read. */
export function analyticsWorkers(workflow: Workflow): void {
  const notices = reportNotice(workflow);
  const parts = new Construct(workflow.scope, 'CampaignEnds');
  const queues = analytics(workflow, parts, notices);
  const { doors, stage } = workflow;
  const { auth, signingSecretArn } = stage.doors.campaigns;
  doors.door({
    path: 'v1/campaigns',
    model: doors.model('CampaignEvent', messageModel(CampaignEvent)),
    queue: queues.Events,
    auth,
    namedAs: 'campaigns',
    signed: signingSecretArn !== undefined,
  });
  clock(parts, 'Sweep', queues.Due, { minutes: 1, message: { sweep: 'reports' } });
  clock(parts, 'Reconciliation', queues.Due, {
    minutes: stage.reports.reconcileMinutes,
    message: { sweep: 'campaigns' },
  });
  const { eventBusName } = stage.reports;
  if (eventBusName !== undefined) {
    workflow.platform.rule(parts, 'Changes', {
      busName: eventBusName,
      topics: [Match.prefix(TOPIC)],
      queue: queues.Events,
    });
  }
}

function analytics(
  workflow: Workflow,
  parts: Construct,
  notices: Queue,
): Readonly<Record<'Events' | 'Due', Queue>> {
  const { scope, stage, state, settings } = workflow;
  const { ledger, archive, reports } = state;
  const { signingSecretArn } = stage.doors.campaigns;
  const { spoken, carried } = byWay(stage.reports.warehouses);
  const environment: Omit<AnalyticsEnv, 'DUE_QUEUE' | 'COURIER_QUEUE'> = {
    LEDGER_TABLE: ledger.table.tableName,
    ARCHIVE_BUCKET: archive.bucketName,
    REPORTS_BUCKET: reports.bucketName,
    NOTICES_QUEUE: notices.queueUrl,
    TELEPHONY: settings.telephony,
    PACING: settings.pacing,
    REPORTS: settings.reports,
    WAREHOUSES: JSON.stringify(spoken),
    CARRIED: JSON.stringify(Object.keys(carried)),
    SIGNING_SECRETS: JSON.stringify(signingSecretArn ? { campaigns: signingSecretArn } : {}),
  };
  const worker = new Worker(scope, 'Analytics', {
    ...common(workflow, 'analytics', TIMEOUT),
    lanes: {
      Events: { batchSize: 10, maxConcurrency: 2 },
      Due: { batchSize: 5, maxConcurrency: 3 },
    },
    maxReceiveCount: RECEIVES,
    environment: ({ Due }) => ({ ...environment, DUE_QUEUE: Due.queueUrl }),
  });
  // Each has the other's queue, so that one of them is told afterwards.
  const courier = courierWorker(workflow, carried, worker.queues.Due);
  worker.function.addEnvironment('COURIER_QUEUE', courier.queueUrl);
  // It leaves itself messages for its next look, and counts them itself; Lambda would cut it off after sixteen.
  const made = worker.function.node.defaultChild;
  if (made instanceof CfnFunction) made.recursiveLoop = 'Allow';
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['CAMPAIGN#', 'RATE#telephony', 'QUARANTINE#']);
  ledger.allowDueQuery(worker.function, ['campaigns#']);
  allowSecret(worker.function, stage.telephony.secretArn);
  for (const { secretArn } of Object.values(spoken)) allowSecret(worker.function, secretArn);
  if (signingSecretArn !== undefined) {
    allowSecret(worker.function, signingSecretArn);
    ledger.allow(worker.function, ['GetItem', 'PutItem'], ['WEBHOOK#']);
  }
  for (const prefix of ['quarantine/', 'report-documents/', 'completions/']) {
    allowWriteUnder(worker.function, archive, prefix);
  }
  allowReadUnder(worker.function, archive, 'report-documents/');
  allowWriteUnder(worker.function, reports, 'reports/');
  allowReadUnder(worker.function, reports, 'reports/');
  allowSend(worker.function, worker.queues.Due, notices, courier);
  for (const [outcome, runbook] of WATCHED) {
    const metric = outcomeCount('analytics', outcome);
    alarmAbove(parts, `${outcome}Alarm`, { metric, threshold: 0, runbook });
  }
  return worker.queues;
}

/** Warehouses that analytics speaks to itself, and those that the courier goes to. */
function byWay(warehouses: WarehousesByName): {
  readonly spoken: HttpWarehousesByName;
  readonly carried: SftpByName;
} {
  const spoken: HttpWarehousesByName = {};
  const carried: SftpByName = {};
  for (const [name, settings] of Object.entries(warehouses)) {
    if (settings.kind === 'sftp') carried[name] = settings;
    else spoken[name] = settings;
  }
  return { spoken, carried };
}

/** Whoever tells that a report can be read has a queue of its own: its failure never touches the report. */
function reportNotice(workflow: Workflow): Queue {
  const { scope, state } = workflow;
  const { ledger, archive } = state;
  const topic = new Topic(scope, 'ReportTopic', { enforceSSL: true });
  const environment: ReportNoticeEnv = {
    LEDGER_TABLE: ledger.table.tableName,
    ARCHIVE_BUCKET: archive.bucketName,
    TOPIC_ARN: topic.topicArn,
  };
  const worker = new Worker(scope, 'ReportNotice', {
    ...common(workflow, 'report-notice', Duration.seconds(30)),
    lanes: { Queue: { batchSize: 10, maxConcurrency: 2 } },
    maxReceiveCount: RECEIVES,
    environment: () => environment,
  });
  ledger.allow(worker.function, ['GetItem', 'PutItem'], ['TOLD#', 'QUARANTINE#']);
  allowWriteUnder(worker.function, archive, 'quarantine/');
  allowPublish(worker.function, topic);
  return worker.queues.Queue;
}

/** A message that could not be left is not repeated: the next one does the same work. */
function clock(
  parts: Construct,
  id: string,
  queue: Queue,
  { minutes, message }: { readonly minutes: number; readonly message: object },
): void {
  new Rule(parts, id, {
    schedule: Schedule.rate(Duration.minutes(minutes)),
    targets: [
      new SqsQueue(queue, {
        message: RuleTargetInput.fromObject(message),
        retryAttempts: 0,
        deadLetterQueue: deadLetterQueue(parts, `${id}DeadLetters`),
      }),
    ],
  });
}
