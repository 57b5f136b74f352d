import { cachedCustomers } from '../adapters/cached-customers.ts';
import { chooseCrm, chooseTelephony } from '../adapters/choose.ts';
import { dynamoContactCache } from '../adapters/dynamo-contact-cache.ts';
import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { s3Archive } from '../adapters/s3-archive.ts';
import { sqsOutbox } from '../adapters/sqs-outbox.ts';
import { sqsVisibility } from '../adapters/sqs-visibility.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { DialRequest } from '../messages/alert-facts.ts';
import { readEnv } from '../runtime/env.ts';
import { quarantine } from '../runtime/quarantine.ts';
import { sqsWorker } from '../runtime/sqs-worker.ts';
import { DialingEnv } from './env.ts';
import { placeCall } from './place-call.ts';

const env = readEnv(DialingEnv);
const table = dynamoTable();
const ledger = dynamoLedger(table, env.LEDGER_TABLE, systemRandom);
const crm = chooseCrm(env.CRM, systemClock);
const ports = {
  ledger,
  customers: cachedCustomers(dynamoContactCache(table, env.CONTACTS_TABLE), crm, systemClock),
  telephony: chooseTelephony(env.TELEPHONY, env.PROTOCOL.requestMs, systemClock),
  outbox: sqsOutbox({ dialing: env.DIALING_QUEUES, followUp: env.FOLLOW_UP_QUEUE }),
  clock: systemClock,
  random: systemRandom,
};
const rules = {
  armed: env.ARMED === 'true',
  allowNumbers: env.ALLOW_NUMBERS,
  classes: env.ALERT_CLASSES,
  policy: env.PERMISSION_POLICY,
  maxAgeMs: env.MAX_AGE_MINUTES * 60_000,
  doNotDisturbMaxAgeMs: env.DO_NOT_DISTURB_MAX_AGE_MINUTES * 60_000,
  protocol: env.PROTOCOL,
};
const kept = { ledger, archive: s3Archive(env.ARCHIVE_BUCKET), clock: systemClock };

export const handler = sqsWorker({
  name: 'dialing',
  message: DialRequest,
  work: (request, delivery) => placeCall(request, () => delivery.remainingMs(), ports, rules),
  quarantine: (text, delivery, reason) => quarantine(text, delivery, reason, kept),
  hide: sqsVisibility(),
  concurrency: 5,
});
