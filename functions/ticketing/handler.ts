import { chooseTicketDesk } from '../adapters/choose-desk.ts';
import { dynamoIncidents } from '../adapters/dynamo-incidents.ts';
import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { paced } from '../adapters/paced-http.ts';
import { s3Archive } from '../adapters/s3-archive.ts';
import { SigningKeys, secret } from '../adapters/secrets.ts';
import { sqsVisibility } from '../adapters/sqs-visibility.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { systemPacing } from '../adapters/system-pacing.ts';
import { systemSleep } from '../adapters/system-sleep.ts';
import { readEnv } from '../runtime/env.ts';
import { cardsCounted, deskWithoutCards } from '../runtime/masked-stores.ts';
import { pacer } from '../runtime/pacer.ts';
import { quarantine } from '../runtime/quarantine.ts';
import { signedDoors } from '../runtime/signed-doors.ts';
import { sqsWorker } from '../runtime/sqs-worker.ts';
import { TicketingEnv } from './env.ts';
import { TicketingRequest, workOn } from './work-on.ts';

/** A slot that comes later is worth another pass, ms: an act has several requests, and a sweep many acts. */
const SLOT_WITHIN_MS = 3000;

const env = readEnv(TicketingEnv);
const table = dynamoTable();
const kept = {
  ledger: dynamoLedger(table, env.LEDGER_TABLE, systemRandom),
  archive: s3Archive(env.ARCHIVE_BUCKET),
  clock: systemClock,
};
const pace = pacer('desk', env.PACING.desk, systemPacing(table, env.LEDGER_TABLE));
const ports = {
  ...kept,
  incidents: dynamoIncidents(table, env.LEDGER_TABLE, systemRandom),
  desk: deskWithoutCards(
    chooseTicketDesk(env.TICKET_DESK, systemClock, paced(pace, 'tickets', systemClock, SLOT_WITHIN_MS)),
    cardsCounted('ticketing'),
  ),
  pace,
  random: systemRandom,
  sleep: systemSleep,
  keepDrifted: (body: TicketingRequest, edgeId: string, reason: string) =>
    quarantine(JSON.stringify(body), { edgeId }, reason, kept),
};
const doors = Object.entries(env.SIGNING_SECRETS).map(([door, arn]) => {
  const keys = secret(arn, SigningKeys, () => systemClock.now());
  return { door, signingKeys: async () => (await keys.value()).keys };
});
const work = { rules: env.TICKETING, queueIds: env.QUEUE_IDS };

export const handler = sqsWorker({
  name: 'ticketing',
  message: TicketingRequest,
  verify: signedDoors(doors, kept),
  work: (request, delivery) =>
    workOn(request, { ...delivery, door: delivery.attribute('door') }, ports, work),
  quarantine: (text, delivery, reason) => quarantine(text, delivery, reason, kept),
  hide: sqsVisibility(),
  concurrency: 5,
});
