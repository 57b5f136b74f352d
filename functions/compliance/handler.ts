import { dynamoAttempts } from '../adapters/dynamo-attempts.ts';
import { dynamoContactCache } from '../adapters/dynamo-contact-cache.ts';
import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoSuppressions } from '../adapters/dynamo-suppressions.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { s3Archive } from '../adapters/s3-archive.ts';
import { sqsOutbox } from '../adapters/sqs-outbox.ts';
import { sqsVisibility } from '../adapters/sqs-visibility.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { ComplianceRequest } from '../messages/alert-facts.ts';
import { readEnv } from '../runtime/env.ts';
import { quarantine } from '../runtime/quarantine.ts';
import { sqsWorker } from '../runtime/sqs-worker.ts';
import { ComplianceEnv } from './env.ts';

const env = readEnv(ComplianceEnv);
const table = dynamoTable();
const ledger = dynamoLedger(table, env.LEDGER_TABLE, systemRandom);
const ports = {
  ledger,
  contacts: dynamoContactCache(table, env.CONTACTS_TABLE),
  suppressions: dynamoSuppressions(table, env.CONTACTS_TABLE),
  attempts: dynamoAttempts(table, env.LEDGER_TABLE),
  outbox: sqsOutbox({ dialing: env.DIALING_QUEUES, followUp: env.FOLLOW_UP_QUEUE }),
  clock: systemClock,
  random: systemRandom,
};
const rules = {
  classes: env.ALERT_CLASSES,
  policy: env.PERMISSION_POLICY,
  purposes: env.PURPOSE_RULES,
  openingMarginMs: env.OPENING_MARGIN_SECONDS * 1000,
  doNotDisturbMaxAgeMs: env.DO_NOT_DISTURB_MAX_AGE_MINUTES * 60_000,
};
const kept = { ledger, archive: s3Archive(env.ARCHIVE_BUCKET), clock: systemClock };

export const handler = sqsWorker({
  name: 'compliance',
  message: ComplianceRequest,
  // The rules carry the phone numbers of the world: loaded with the first message, not at the start.
  work: async (request) => (await import('./judge-permission.ts')).judgePermission(request, ports, rules),
  quarantine: (text, delivery, reason) => quarantine(text, delivery, reason, kept),
  hide: sqsVisibility(),
  concurrency: 10,
});
