import { chooseTelephony } from '../adapters/choose.ts';
import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoSuppressions } from '../adapters/dynamo-suppressions.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { paced } from '../adapters/paced-http.ts';
import { s3Archive } from '../adapters/s3-archive.ts';
import { sqsVisibility } from '../adapters/sqs-visibility.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { systemPacing } from '../adapters/system-pacing.ts';
import { ControlRequest } from '../messages/control-request.ts';
import { readEnv } from '../runtime/env.ts';
import { pacers } from '../runtime/pacer.ts';
import { quarantine } from '../runtime/quarantine.ts';
import { sqsWorker } from '../runtime/sqs-worker.ts';
import { ControlEnv } from './env.ts';
import { mirrorSuppression } from './mirror-suppression.ts';

const env = readEnv(ControlEnv);
const table = dynamoTable();
const pacing = pacers(env.PACING, systemPacing(table, env.LEDGER_TABLE));
const ports = {
  suppressions: dynamoSuppressions(table, env.CONTACTS_TABLE),
  telephony: chooseTelephony(
    env.TELEPHONY,
    env.REQUEST_MS,
    systemClock,
    paced(pacing.telephony, 'control', systemClock),
  ),
  clock: systemClock,
};
const kept = {
  ledger: dynamoLedger(table, env.LEDGER_TABLE, systemRandom),
  archive: s3Archive(env.ARCHIVE_BUCKET),
  clock: systemClock,
};

export const handler = sqsWorker({
  name: 'control',
  message: ControlRequest,
  work: ({ reference }) => mirrorSuppression(reference, ports),
  quarantine: (text, delivery, reason) => quarantine(text, delivery, reason, kept),
  hide: sqsVisibility(),
  concurrency: 2,
});
