import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { dynamoToldReports } from '../adapters/dynamo-told-reports.ts';
import { s3Archive } from '../adapters/s3-archive.ts';
import { snsNoticeBoard } from '../adapters/sns-notice-board.ts';
import { sqsVisibility } from '../adapters/sqs-visibility.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { ReportNoticeRequest } from '../messages/report-notice-request.ts';
import { readEnv } from '../runtime/env.ts';
import { quarantine } from '../runtime/quarantine.ts';
import { sqsWorker } from '../runtime/sqs-worker.ts';
import { ReportNoticeEnv } from './env.ts';
import { publishNotice } from './publish-notice.ts';

const env = readEnv(ReportNoticeEnv);
const table = dynamoTable();
const ports = {
  board: snsNoticeBoard(env.TOPIC_ARN),
  told: dynamoToldReports(table, env.LEDGER_TABLE, systemRandom),
  clock: systemClock,
};
const kept = {
  ledger: dynamoLedger(table, env.LEDGER_TABLE, systemRandom),
  archive: s3Archive(env.ARCHIVE_BUCKET),
  clock: systemClock,
};

export const handler = sqsWorker({
  name: 'report-notice',
  message: ReportNoticeRequest,
  work: (notice) => publishNotice(notice, ports),
  quarantine: (text, delivery, reason) => quarantine(text, delivery, reason, kept),
  hide: sqsVisibility(),
  concurrency: 5,
});
