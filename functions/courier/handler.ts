import { chooseServers } from '../adapters/choose-servers.ts';
import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { s3Archive } from '../adapters/s3-archive.ts';
import { s3ReportArchive } from '../adapters/s3-report-archive.ts';
import { sqsCarryResults } from '../adapters/sqs-carry-results.ts';
import { sqsVisibility } from '../adapters/sqs-visibility.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { CarryRequest } from '../messages/carry-request.ts';
import { readEnv } from '../runtime/env.ts';
import { quarantine } from '../runtime/quarantine.ts';
import { sqsWorker } from '../runtime/sqs-worker.ts';
import { carryReport } from './carry-report.ts';
import { CourierEnv } from './env.ts';

const env = readEnv(CourierEnv);
const ports = {
  archive: s3ReportArchive(env.ARCHIVE_BUCKET),
  warehouses: chooseServers(env.SERVERS, systemClock, systemRandom),
  results: sqsCarryResults(env.RESULTS_QUEUE),
};
const kept = {
  ledger: dynamoLedger(dynamoTable(), env.LEDGER_TABLE, systemRandom),
  archive: s3Archive(env.ARCHIVE_BUCKET),
  clock: systemClock,
};

export const handler = sqsWorker({
  name: 'courier',
  message: CarryRequest,
  work: (request) => carryReport(request, ports),
  quarantine: (text, delivery, reason) => quarantine(text, delivery, reason, kept),
  hide: sqsVisibility(),
  concurrency: 1,
});
