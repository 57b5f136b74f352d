import { HeldConversation } from '../messages/held-conversation.ts';
import type { HeldConversations } from '../ports/held-conversations.ts';
import type { Random } from '../ports/random.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { versionedItems } from './dynamo-versioned.ts';

/** What stands before the id in the key of a held conversation. */
export const CONVERSATION_PREFIX = 'CONVERSATION#';

/** Held conversations on the contacts table, forgotten when no copy of an event can come any more. */
export function dynamoHeld(table: DynamoTable, tableName: string, random: Random): HeldConversations {
  const kind = {
    prefix: CONVERSATION_PREFIX,
    schema: HeldConversation,
    dueAt: ({ nextAt }: HeldConversation) => nextAt,
    expiresAt: ({ expiresAt }: HeldConversation) => expiresAt,
  };
  const items = versionedItems(table, tableName, kind, random);
  return {
    read: (conversationId) => items.read(conversationId),
    replace: (before, next) => items.replace(next.conversationId, before, next),
  };
}
