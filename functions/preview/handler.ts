import { cachedCustomers } from '../adapters/cached-customers.ts';
import { chooseContactLists, chooseCrm } from '../adapters/choose.ts';
import { dynamoAttempts } from '../adapters/dynamo-attempts.ts';
import { dynamoContactCache } from '../adapters/dynamo-contact-cache.ts';
import { dynamoContactRefs } from '../adapters/dynamo-contact-refs.ts';
import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoPreviewNotices, dynamoPreviews, dynamoPushedContacts } from '../adapters/dynamo-previews.ts';
import { dynamoSuppressions } from '../adapters/dynamo-suppressions.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { ledgerErasures } from '../adapters/ledger-erasures.ts';
import { paced } from '../adapters/paced-http.ts';
import { s3Archive } from '../adapters/s3-archive.ts';
import { sqsPreviewOutbox } from '../adapters/sqs-preview-outbox.ts';
import { sqsVisibility } from '../adapters/sqs-visibility.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { systemPacing } from '../adapters/system-pacing.ts';
import { PreviewMessage } from '../messages/preview-look.ts';
import { readEnv } from '../runtime/env.ts';
import { cardsCounted, contactsWithoutCards } from '../runtime/masked-stores.ts';
import { pacers } from '../runtime/pacer.ts';
import { quarantine } from '../runtime/quarantine.ts';
import { sqsWorker } from '../runtime/sqs-worker.ts';
import { PreviewEnv } from './env.ts';

const env = readEnv(PreviewEnv);
const table = dynamoTable();
const ledger = dynamoLedger(table, env.LEDGER_TABLE, systemRandom);
const cards = cardsCounted('preview');
const known = contactsWithoutCards(
  dynamoContactCache(table, env.CONTACTS_TABLE),
  cards,
  env.SENSITIVE_FIELDS,
);
const pacing = pacers(env.PACING, systemPacing(table, env.LEDGER_TABLE));
const crm = chooseCrm(env.CRM, systemClock, paced(pacing.crm, 'previews', systemClock));
const kept = { ledger, archive: s3Archive(env.ARCHIVE_BUCKET), clock: systemClock };
const ports = {
  previews: dynamoPreviews(table, env.LEDGER_TABLE, systemRandom),
  pushed: dynamoPushedContacts(table, env.CONTACTS_TABLE),
  refs: dynamoContactRefs(table, env.CONTACTS_TABLE),
  customers: cachedCustomers(known, crm, systemClock),
  known,
  suppressions: dynamoSuppressions(table, env.CONTACTS_TABLE),
  attempts: dynamoAttempts(table, env.LEDGER_TABLE),
  lists: chooseContactLists(
    env.TELEPHONY,
    env.PROTOCOL.requestMs,
    systemClock,
    paced(pacing.telephony, 'previews', systemClock),
  ),
  pace: pacing.telephony,
  dialing: ledger,
  notices: dynamoPreviewNotices(table, env.LEDGER_TABLE, systemRandom),
  erasures: ledgerErasures(table, env.LEDGER_TABLE),
  outbox: sqsPreviewOutbox(env.LOOKS_QUEUE),
  clock: systemClock,
  random: systemRandom,
  cardsMasked: cards,
  quarantineContact: (text: string, edgeId: string, reason: string) =>
    quarantine(text, { edgeId }, reason, kept),
};
const rules = {
  settings: env.PREVIEWS,
  sensitiveFields: env.SENSITIVE_FIELDS,
  policy: env.PERMISSION_POLICY,
  purposes: env.PURPOSE_RULES,
  protocol: env.PROTOCOL,
  doNotDisturbMaxAgeMs: env.DO_NOT_DISTURB_MAX_AGE_MINUTES * 60_000,
  armed: env.ARMED === 'true',
  allowNumbers: env.ALLOW_NUMBERS,
};

export const handler = sqsWorker({
  name: 'preview',
  message: PreviewMessage,
  // The rules carry the phone numbers of the world: loaded with the first message, not at the start.
  work: async (message, delivery) =>
    (await import('./work-on-preview.ts')).workOnPreview(message, delivery, ports, rules),
  quarantine: (text, delivery, reason) => quarantine(text, delivery, reason, kept),
  hide: sqsVisibility(),
  concurrency: 1,
});
