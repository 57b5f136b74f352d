import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoSensorDays } from '../adapters/dynamo-sensor-days.ts';
import { dynamoSurges } from '../adapters/dynamo-surges.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { s3Archive } from '../adapters/s3-archive.ts';
// Every alert is archived: the client is there before the first comes.
import '../adapters/s3-objects.ts';
import { SigningKeys, secret } from '../adapters/secrets.ts';
import { sqsOutbox } from '../adapters/sqs-outbox.ts';
import { sqsVisibility } from '../adapters/sqs-visibility.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { readEnv } from '../runtime/env.ts';
import { archiveWithoutCards, cardsCounted } from '../runtime/masked-stores.ts';
import { quarantine } from '../runtime/quarantine.ts';
import { signedDoors } from '../runtime/signed-doors.ts';
import { sqsWorker } from '../runtime/sqs-worker.ts';
import { AlertRequest, admitRequest } from './admit-request.ts';
import { AdmissionEnv } from './env.ts';
import { surgeTally } from './surge-tally.ts';

const env = readEnv(AdmissionEnv);
const table = dynamoTable();
const ledger = dynamoLedger(table, env.LEDGER_TABLE, systemRandom);
const archive = archiveWithoutCards(
  s3Archive(env.ARCHIVE_BUCKET),
  cardsCounted('admission'),
  env.SENSITIVE_FIELDS,
);
const outbox = sqsOutbox({ enrichment: env.ENRICHMENT_QUEUES, followUp: env.FOLLOW_UP_QUEUE });
const kept = { ledger, archive, clock: systemClock, keepsAlerts: true };
const surges = dynamoSurges(table, env.LEDGER_TABLE, systemRandom);
const ports = {
  ...kept,
  tally: surgeTally(surges, systemClock, { massEventAlerts: env.MASS_EVENT_ALERTS }),
  outbox,
  random: systemRandom,
  sensorDays: dynamoSensorDays(table, env.LEDGER_TABLE),
  quarantineElement: (text: string, edgeId: string, reason: string) =>
    quarantine(text, { edgeId }, reason, kept),
};
const doors = Object.entries(env.SIGNING_SECRETS).map(([door, arn]) => {
  const keys = secret(arn, SigningKeys, () => systemClock.now());
  return { door, signingKeys: async () => (await keys.value()).keys };
});
const rules = {
  classes: env.ALERT_CLASSES,
  maxAgeMs: env.MAX_AGE_MINUTES * 60_000,
  protocol: env.PROTOCOL,
  checkSensorAfterSlots: env.CHECK_SENSOR_AFTER_SLOTS,
};

export const handler = sqsWorker({
  name: 'admission',
  message: AlertRequest,
  verify: signedDoors(doors, kept),
  work: (request, delivery) => admitRequest(request, delivery, ports, rules),
  quarantine: (text, delivery, reason) => quarantine(text, delivery, reason, kept),
  hide: sqsVisibility(),
  concurrency: 10,
});
