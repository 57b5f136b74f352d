import { chooseCampaigns } from '../adapters/choose-campaigns.ts';
import { chooseWarehouses } from '../adapters/choose-warehouses.ts';
import { dynamoCampaigns } from '../adapters/dynamo-campaigns.ts';
import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { s3Archive } from '../adapters/s3-archive.ts';
import { s3ReportArchive } from '../adapters/s3-report-archive.ts';
import { SigningKeys, secret } from '../adapters/secrets.ts';
import { sqsReportOutbox } from '../adapters/sqs-report-outbox.ts';
import { sqsVisibility } from '../adapters/sqs-visibility.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { systemPacing } from '../adapters/system-pacing.ts';
import { systemSleep } from '../adapters/system-sleep.ts';
import { readEnv } from '../runtime/env.ts';
import { pacer } from '../runtime/pacer.ts';
import { quarantine } from '../runtime/quarantine.ts';
import { signedDoors } from '../runtime/signed-doors.ts';
import { sqsWorker } from '../runtime/sqs-worker.ts';
import { dueAt } from './campaign-life.ts';
import { AnalyticsEnv } from './env.ts';
import { AnalyticsRequest, workOnCampaign } from './work-on-campaign.ts';

const env = readEnv(AnalyticsEnv);
const table = dynamoTable();
const kept = {
  ledger: dynamoLedger(table, env.LEDGER_TABLE, systemRandom),
  archive: s3Archive(env.ARCHIVE_BUCKET),
  clock: systemClock,
};
const pace = pacer('telephony', env.PACING.telephony, systemPacing(table, env.LEDGER_TABLE));
const outbox = sqsReportOutbox({
  due: env.DUE_QUEUE,
  notices: env.NOTICES_QUEUE,
  courier: env.COURIER_QUEUE,
  carried: env.CARRIED,
});
const ports = {
  ledger: dynamoCampaigns(table, env.LEDGER_TABLE, systemRandom, dueAt),
  campaigns: chooseCampaigns(env.TELEPHONY, pace, systemClock),
  archive: s3ReportArchive(env.ARCHIVE_BUCKET),
  warehouses: chooseWarehouses(env.REPORTS_BUCKET, env.WAREHOUSES, {
    clock: systemClock,
    sleep: systemSleep,
  }),
  outbox,
  notices: outbox,
  carrier: outbox,
  clock: systemClock,
  keepUnknown: (campaignId: string, reportId: string) =>
    quarantine(JSON.stringify({ campaignId, reportId }), { edgeId: reportId }, 'unknown_campaign', kept),
};
const doors = Object.entries(env.SIGNING_SECRETS).map(([door, arn]) => {
  const keys = secret(arn, SigningKeys, () => systemClock.now());
  return { door, signingKeys: async () => (await keys.value()).keys };
});

export const handler = sqsWorker({
  name: 'analytics',
  message: AnalyticsRequest,
  verify: signedDoors(doors, kept),
  work: (request, delivery) =>
    workOnCampaign(
      request,
      { door: delivery.attribute('door'), remainingMs: delivery.remainingMs },
      ports,
      env.REPORTS,
    ),
  quarantine: (text, delivery, reason) => quarantine(text, delivery, reason, kept),
  hide: sqsVisibility(),
  concurrency: 5,
});
