import { chooseCrm } from '../adapters/choose.ts';
import { dynamoContactCache } from '../adapters/dynamo-contact-cache.ts';
import { dynamoContactRefresh } from '../adapters/dynamo-contact-refresh.ts';
import { dynamoContactRefs } from '../adapters/dynamo-contact-refs.ts';
import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { paced } from '../adapters/paced-http.ts';
import { patient } from '../adapters/patient-http.ts';
import { s3Archive } from '../adapters/s3-archive.ts';
import { sqsCompletionOutbox } from '../adapters/sqs-completion-outbox.ts';
import { sqsVisibility } from '../adapters/sqs-visibility.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { systemPacing } from '../adapters/system-pacing.ts';
import { readEnv } from '../runtime/env.ts';
import { pacers } from '../runtime/pacer.ts';
import { quarantine } from '../runtime/quarantine.ts';
import { sqsWorker } from '../runtime/sqs-worker.ts';
import { RefreshEnv } from './env.ts';
import { ANSWER_MS } from './refresh-contact.ts';
import { ContactMessage, workOnContact } from './work-on-contact.ts';

const env = readEnv(RefreshEnv);
const table = dynamoTable();
const { crm: pace } = pacers(env.PACING, systemPacing(table, env.LEDGER_TABLE));
const budget = paced(pace, 'previews', systemClock);
const ports = {
  contacts: dynamoContactRefresh(table, env.CONTACTS_TABLE),
  cache: dynamoContactCache(table, env.CONTACTS_TABLE),
  crm: chooseCrm(env.CRM, systemClock, (http) => budget(patient(ANSWER_MS)(http))),
  refs: dynamoContactRefs(table, env.CONTACTS_TABLE),
  outbox: sqsCompletionOutbox({ completions: env.COMPLETIONS_QUEUE }),
  clock: systemClock,
  random: systemRandom,
};
const kept = {
  ledger: dynamoLedger(table, env.LEDGER_TABLE, systemRandom),
  archive: s3Archive(env.ARCHIVE_BUCKET),
  clock: systemClock,
};

export const handler = sqsWorker({
  name: 'refresh',
  message: ContactMessage,
  work: (message, delivery) => workOnContact(message, delivery, ports, env.WRAP_UPS),
  quarantine: (text, delivery, reason) => quarantine(text, delivery, reason, kept),
  hide: sqsVisibility(),
  concurrency: 10,
});
