import { dynamoDue } from '../adapters/dynamo-due.ts';
import { CONVERSATION_PREFIX } from '../adapters/dynamo-held.ts';
import { PROFILE_PREFIX } from '../adapters/dynamo-profiles.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { sqsCompletionOutbox } from '../adapters/sqs-completion-outbox.ts';
import { sqsUpdateOutbox } from '../adapters/sqs-update-outbox.ts';
import { systemClock } from '../adapters/system.ts';
import { readEnv } from '../runtime/env.ts';
import { scheduled } from '../runtime/scheduled.ts';
import { ReminderEnv } from './env.ts';
import { remindDue } from './remind-due.ts';

const env = readEnv(ReminderEnv);
const updates = sqsUpdateOutbox(env.UPDATES_QUEUE);
const conversations = sqsCompletionOutbox({ settlements: env.SETTLEMENTS_QUEUE });
const ports = {
  due: dynamoDue(dynamoTable(), env.CONTACTS_TABLE),
  clock: systemClock,
  reminders: [
    { prefix: PROFILE_PREFIX, remind: (id: string) => updates.updateDue(id, 0) },
    { prefix: CONVERSATION_PREFIX, remind: (id: string) => conversations.settle(id, 0) },
  ],
};

export const handler = scheduled({
  name: 'reminder',
  sweep: (remainingMs) => remindDue(remainingMs, ports),
});
