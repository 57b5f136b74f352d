import { chooseCustomers } from '../adapters/choose.ts';
import { dynamoContactCache } from '../adapters/dynamo-contact-cache.ts';
import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { s3Archive } from '../adapters/s3-archive.ts';
import { sqsOutbox } from '../adapters/sqs-outbox.ts';
import { sqsVisibility } from '../adapters/sqs-visibility.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { systemPacing } from '../adapters/system-pacing.ts';
import { EnrichmentRequest } from '../messages/alert-facts.ts';
import { readEnv } from '../runtime/env.ts';
import { cardsCounted, contactsWithoutCards } from '../runtime/masked-stores.ts';
import { pacers } from '../runtime/pacer.ts';
import { quarantine } from '../runtime/quarantine.ts';
import { sqsWorker } from '../runtime/sqs-worker.ts';
import { enrichAlert } from './enrich-alert.ts';
import { EnrichmentEnv } from './env.ts';

const env = readEnv(EnrichmentEnv);
const table = dynamoTable();
const ledger = dynamoLedger(table, env.LEDGER_TABLE, systemRandom);
const pacing = pacers(env.PACING, systemPacing(table, env.LEDGER_TABLE));
const contacts = contactsWithoutCards(
  dynamoContactCache(table, env.CONTACTS_TABLE),
  cardsCounted('enrichment'),
  env.SENSITIVE_FIELDS,
);
const ports = {
  ledger,
  customers: chooseCustomers(env.CRM, contacts, pacing.crm, systemClock),
  outbox: sqsOutbox({ compliance: env.COMPLIANCE_QUEUE, followUp: env.FOLLOW_UP_QUEUE }),
  clock: systemClock,
  random: systemRandom,
};
const rules = { classes: env.ALERT_CLASSES, tiers: env.TIER_RULES };
const kept = { ledger, archive: s3Archive(env.ARCHIVE_BUCKET), clock: systemClock };

export const handler = sqsWorker({
  name: 'enrichment',
  message: EnrichmentRequest,
  work: (request) => enrichAlert(request, ports, rules),
  quarantine: (text, delivery, reason) => quarantine(text, delivery, reason, kept),
  hide: sqsVisibility(),
  concurrency: 10,
});
