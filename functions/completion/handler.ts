import { chooseEndedConversations } from '../adapters/choose-ended.ts';
import { dynamoHeld } from '../adapters/dynamo-held.ts';
import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { s3Archive } from '../adapters/s3-archive.ts';
import { sqsCompletionOutbox } from '../adapters/sqs-completion-outbox.ts';
import { sqsVisibility } from '../adapters/sqs-visibility.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { systemPacing } from '../adapters/system-pacing.ts';
import { readEnv } from '../runtime/env.ts';
import { pacers } from '../runtime/pacer.ts';
import { quarantine } from '../runtime/quarantine.ts';
import { sqsWorker } from '../runtime/sqs-worker.ts';
import { CompletionEnv } from './env.ts';
import { CompletionMessage, workOnConversation } from './hold-conversation.ts';

const env = readEnv(CompletionEnv);
const table = dynamoTable();
const pacing = pacers(env.PACING, systemPacing(table, env.LEDGER_TABLE));
const ports = {
  held: dynamoHeld(table, env.CONTACTS_TABLE, systemRandom),
  conversations: chooseEndedConversations(env.TELEPHONY, pacing.telephony, systemClock),
  outbox: sqsCompletionOutbox({ completions: env.COMPLETIONS_QUEUE, settlements: env.SETTLEMENTS_QUEUE }),
  clock: systemClock,
};
const queueNames = Object.fromEntries(Object.entries(env.TELEPHONY.queueIds).map(([name, id]) => [id, name]));
const policy = { holdMs: env.HOLD_MINUTES * 60_000, conversations: env.CONVERSATIONS, queueNames };
const kept = {
  ledger: dynamoLedger(table, env.LEDGER_TABLE, systemRandom),
  archive: s3Archive(env.ARCHIVE_BUCKET),
  clock: systemClock,
};

export const handler = sqsWorker({
  name: 'completion',
  message: CompletionMessage,
  work: (message) => workOnConversation(message, ports, policy),
  quarantine: (text, delivery, reason) => quarantine(text, delivery, reason, kept),
  hide: sqsVisibility(),
  concurrency: 5,
});
