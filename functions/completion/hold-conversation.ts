import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import { ConversationEvent } from '../messages/from-genesys.ts';
import { EndedNotice, SettleRequest } from '../messages/held-conversation.ts';
import type { CompletionOutcome, CompletionPolicy, CompletionPorts } from './completion-ports.ts';
import { type EndedPart, withEvent } from './held-steps.ts';
import { settleConversation } from './settle-conversation.ts';

/** What completion takes: an event of the platform, a conversation found to be over, or one to look at again. */
export const CompletionMessage = z.union([SettleRequest, EndedNotice, ConversationEvent]);
export type CompletionMessage = z.infer<typeof CompletionMessage>;

/** Events of one conversation that are worked on at once are fewer than this. */
const TRIES = 10;

/** Works on one message. @throws {TransientError} come again @throws {RejectedError} it cannot be used */
export async function workOnConversation(
  message: CompletionMessage,
  ports: CompletionPorts,
  policy: CompletionPolicy,
): Promise<CompletionOutcome> {
  if ('settle' in message) return settleConversation(message.settle, ports, policy);
  const event = endIn(message);
  const key = event.conversationId;
  for (let tries = 0; tries < TRIES; tries++) {
    const before = await ports.held.read(key);
    const held = withEvent(before?.value, event, ports.clock.now(), policy.holdMs);
    if (held.kind === 'known') return { outcome: 'already_moved', reason: 'known before', key };
    const write = await ports.held.replace(before, held.conversation);
    if (write.kind === 'lost') continue;
    return held.look ? settleConversation(key, ports, policy) : { outcome: 'held', reason: event.part, key };
  }
  throw new TransientError('conversation_contended', 'others change this conversation all the time');
}

function endIn(message: Exclude<CompletionMessage, SettleRequest>) {
  if ('ended' in message) return { conversationId: message.ended, part: 'all' } as const;
  const { topicName, eventBody } = message.detail;
  return { conversationId: eventBody.conversationId, part: partOf(topicName) };
}

function partOf(topicName: string): EndedPart {
  if (topicName.endsWith('.customer.end')) return 'customer.end';
  return topicName.endsWith('.acw') ? 'acw' : 'wrapup';
}
