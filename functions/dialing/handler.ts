import { chooseContactLists, chooseCustomers, chooseTelephony } from '../adapters/choose.ts';
import { dynamoAttempts } from '../adapters/dynamo-attempts.ts';
import { dynamoContactCache } from '../adapters/dynamo-contact-cache.ts';
import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoOccupancyBook } from '../adapters/dynamo-occupancy.ts';
import { dynamoSuppressions } from '../adapters/dynamo-suppressions.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { paced } from '../adapters/paced-http.ts';
import { s3Archive } from '../adapters/s3-archive.ts';
import { sqsOutbox } from '../adapters/sqs-outbox.ts';
import { sqsVisibility } from '../adapters/sqs-visibility.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { systemPacing } from '../adapters/system-pacing.ts';
import { systemSleep } from '../adapters/system-sleep.ts';
import { DialRequest } from '../messages/alert-facts.ts';
import { readEnv } from '../runtime/env.ts';
import { cardsCounted, contactsWithoutCards } from '../runtime/masked-stores.ts';
import { pacers } from '../runtime/pacer.ts';
import { quarantine } from '../runtime/quarantine.ts';
import { sqsWorker } from '../runtime/sqs-worker.ts';
import { contactBatches } from './contact-batches.ts';
import { dialAlert } from './dial-alert.ts';
import { DialingEnv } from './env.ts';
import { knownCampaigns } from './known-campaigns.ts';

const env = readEnv(DialingEnv);
const table = dynamoTable();
const ledger = dynamoLedger(table, env.LEDGER_TABLE, systemRandom);
const pacing = pacers(env.PACING, systemPacing(table, env.LEDGER_TABLE));
const contacts = contactsWithoutCards(
  dynamoContactCache(table, env.CONTACTS_TABLE),
  cardsCounted('dialing'),
  env.SENSITIVE_FIELDS,
);
const contactLists = chooseContactLists(
  env.TELEPHONY,
  env.PROTOCOL.requestMs,
  systemClock,
  paced(pacing.telephony, 'standard', systemClock),
);
const ports = {
  ledger,
  suppressions: dynamoSuppressions(table, env.CONTACTS_TABLE),
  attempts: dynamoAttempts(table, env.LEDGER_TABLE),
  customers: chooseCustomers(env.CRM, contacts, pacing.crm, systemClock),
  telephony: chooseTelephony(
    env.TELEPHONY,
    env.PROTOCOL.requestMs,
    systemClock,
    paced(pacing.telephony, 'critical', systemClock),
  ),
  outbox: sqsOutbox({ dialing: env.DIALING_QUEUES, followUp: env.FOLLOW_UP_QUEUE }),
  pace: pacing.telephony,
  batches: contactBatches({
    campaigns: knownCampaigns(contactLists, systemClock),
    contactLists,
    pace: pacing.telephony,
    clock: systemClock,
    sleep: systemSleep,
  }),
  occupancy: dynamoOccupancyBook(table, env.LEDGER_TABLE),
  sleep: systemSleep,
  clock: systemClock,
  random: systemRandom,
};
const rules = {
  armed: env.ARMED === 'true',
  allowNumbers: env.ALLOW_NUMBERS,
  classes: env.ALERT_CLASSES,
  campaigns: env.TELEPHONY.campaigns ?? {},
  policy: env.PERMISSION_POLICY,
  purposes: env.PURPOSE_RULES,
  remembersCalls: env.REMEMBERS_CALLS === 'true',
  maxAgeMs: env.MAX_AGE_MINUTES * 60_000,
  doNotDisturbMaxAgeMs: env.DO_NOT_DISTURB_MAX_AGE_MINUTES * 60_000,
  protocol: env.PROTOCOL,
  occupancy: env.OCCUPANCY,
  halfRatePerMinute: Math.ceil(env.PACING.telephony.requestsPerMinute / 2),
};
const kept = { ledger, archive: s3Archive(env.ARCHIVE_BUCKET), clock: systemClock };

export const handler = sqsWorker({
  name: 'dialing',
  message: DialRequest,
  work: (request, delivery) => dialAlert(request, () => delivery.remainingMs(), ports, rules),
  quarantine: (text, delivery, reason) => quarantine(text, delivery, reason, kept),
  hide: sqsVisibility(),
  // As many as a delivery brings: those of a campaign wait for each other.
  concurrency: 50,
});
