import { chooseTelephony } from '../adapters/choose.ts';
import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoSuppressions } from '../adapters/dynamo-suppressions.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { httpClient } from '../adapters/http.ts';
import { iotDestinations } from '../adapters/iot-destinations.ts';
import { paced } from '../adapters/paced-http.ts';
import { s3Archive } from '../adapters/s3-archive.ts';
import { sqsVisibility } from '../adapters/sqs-visibility.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { systemPacing } from '../adapters/system-pacing.ts';
import { readEnv } from '../runtime/env.ts';
import { pacers } from '../runtime/pacer.ts';
import { quarantine } from '../runtime/quarantine.ts';
import { sqsWorker } from '../runtime/sqs-worker.ts';
import { ControlMessage } from './control-message.ts';
import { confirmationOrigin, confirmationPath } from './destination-verdict.ts';
import { ControlEnv } from './env.ts';
import { workControl } from './work-control.ts';

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
  destinations: iotDestinations(
    httpClient(confirmationOrigin(env.OWN_REGION)),
    confirmationPath,
    systemClock,
  ),
  own: { account: env.OWN_ACCOUNT, region: env.OWN_REGION },
  clock: systemClock,
};
const kept = {
  ledger: dynamoLedger(table, env.LEDGER_TABLE, systemRandom),
  archive: s3Archive(env.ARCHIVE_BUCKET),
  clock: systemClock,
};

export const handler = sqsWorker({
  name: 'control',
  message: ControlMessage,
  work: (message, delivery) => workControl(message, delivery.attribute('door'), ports),
  quarantine: (text, delivery, reason) => quarantine(text, delivery, reason, kept),
  hide: sqsVisibility(),
  concurrency: 2,
});
