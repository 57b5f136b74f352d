import type * as z from 'zod/mini';
import { RejectedError, TransientError } from '../errors.ts';
import { InteractionCompleted } from '../messages/interaction-completed.ts';
import type { ConversationRecord } from '../ports/ended-conversations.ts';
import type { KeptConversation } from '../ports/held-conversations.ts';
import type { CompletionOutcome, CompletionPolicy, CompletionPorts } from './completion-ports.ts';
import { completionFrom, verdict } from './held-steps.ts';

/** A message is left for waits up to this long; longer ones are found by their appointment alone. */
const SHORT_WAIT_MS = 60_000;

/**
 * Looks at a held conversation as the platform knows it, and hands it on once all of it is over: transfers and
 * reconnects are parts of one conversation, and so of one completion. Repeatable.
 * @throws {TransientError} the store or the queue cannot be reached
 * @throws {RejectedError} what the platform says of it cannot be used
 */
export async function settleConversation(
  key: string,
  ports: CompletionPorts,
  policy: CompletionPolicy,
): Promise<CompletionOutcome> {
  const kept = await ports.held.read(key);
  if (kept?.value.state !== 'HELD') return { outcome: 'already_moved', reason: 'settled before', key };
  let record: ConversationRecord | undefined;
  try {
    record = await ports.conversations.read(key);
  } catch (error) {
    return unreadable(error, kept, ports, policy);
  }
  const found = verdict(kept.value, record, ports.clock.now(), policy.holdMs);
  if (found.kind === 'wait') return lookAgain(kept, found, ports);
  if (found.kind === 'never_ended' || !record) return settle(kept, 'ignored', 'never_ended', ports);
  const completion = completionFrom(record, policy.conversations, policy.queueNames);
  if (completion === undefined) return settle(kept, 'ignored', 'no_customer_id', ports);
  const parsed = InteractionCompleted.safeParse(completion);
  if (!parsed.success) return settle(kept, 'ignored', badField(parsed.error), ports);
  // Before it counts as settled: handed on twice it is a duplicate, not handed on it would be lost.
  await ports.outbox.completed(parsed.data);
  return settle(kept, 'completed', undefined, ports);
}

const badField = (error: z.core.$ZodError): string =>
  `malformed: ${error.issues[0]?.path[0]?.toString() ?? 'the whole'}`;

async function unreadable(
  error: unknown,
  kept: KeptConversation,
  ports: CompletionPorts,
  { holdMs }: CompletionPolicy,
): Promise<CompletionOutcome> {
  if (error instanceof RejectedError) {
    await settle(kept, 'ignored', error.reason, ports);
    throw error;
  }
  if (!(error instanceof TransientError)) throw error;
  const now = ports.clock.now();
  const wait = verdict(kept.value, undefined, now, holdMs);
  const until = Math.max(
    wait.kind === 'wait' ? wait.until.getTime() : now.getTime() + holdMs,
    now.getTime() + (error.retryAfterMs ?? 0),
  );
  return lookAgain(kept, { reason: error.reason, until: new Date(until) }, ports);
}

async function lookAgain(
  kept: KeptConversation,
  { reason, until }: { readonly reason: string; readonly until: Date },
  { held, outbox, clock }: CompletionPorts,
): Promise<CompletionOutcome> {
  const key = kept.value.conversationId;
  const write = await held.replace(kept, { ...kept.value, looks: kept.value.looks + 1, nextAt: until });
  if (write.kind === 'lost') return { outcome: 'already_moved', reason: 'changed by another', key };
  const waitMs = until.getTime() - clock.now().getTime();
  if (waitMs <= SHORT_WAIT_MS) await outbox.settle(key, Math.max(0, Math.ceil(waitMs / 1000)));
  return { outcome: 'waiting', reason, key };
}

async function settle(
  kept: KeptConversation,
  outcome: 'completed' | 'ignored',
  reason: string | undefined,
  { held }: CompletionPorts,
): Promise<CompletionOutcome> {
  const { nextAt: _over, ...rest } = kept.value;
  const key = rest.conversationId;
  const write = await held.replace(kept, { ...rest, state: 'SETTLED' });
  if (write.kind === 'lost') return { outcome: 'already_moved', reason: 'changed by another', key };
  return { outcome, ...(reason !== undefined && { reason }), key };
}
