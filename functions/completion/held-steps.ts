import type { ConversationSettings } from '../messages/conversation-settings.ts';
import type { HeldConversation } from '../messages/held-conversation.ts';
import type { InteractionCompleted } from '../messages/interaction-completed.ts';
import type { ConversationRecord } from '../ports/ended-conversations.ts';

/** What of a conversation ended; `all`: as much as a look can tell. */
export type EndedPart = 'customer.end' | 'acw' | 'wrapup' | 'all';

/** EventBridge repeats an event for a day, and dead letters are kept for 28 more. */
const REMEMBERED_MS = 30 * 24 * 3_600_000;

/** A conversation that has not ended a day after its first part did, ends without us. */
const LONGEST_HELD_MS = 24 * 3_600_000;

/** Between two looks at a conversation that ought to be complete: growing from this. */
const FIRST_WAIT_MS = 2000;

/** What an event does. `known`: it has been heard of before. `look`: all that one conversation has may have ended, so the platform is asked. */
export type Held =
  | { readonly kind: 'known' }
  | { readonly kind: 'held'; readonly conversation: HeldConversation; readonly look: boolean };

/** A conversation with one more event; the order of events makes no difference. */
export function withEvent(
  before: HeldConversation | undefined,
  { conversationId, part }: { readonly conversationId: string; readonly part: EndedPart },
  now: Date,
  holdMs: number,
): Held {
  if (before?.state === 'SETTLED' && before.expiresAt > now) return { kind: 'known' };
  const fresh = before?.state === 'HELD' ? before : undefined;
  // Looks repeat themselves; a conversation that is held has an appointment of its own.
  if (part === 'all' && fresh) return { kind: 'known' };
  const conversation: HeldConversation = {
    conversationId,
    state: 'HELD',
    heldSince: fresh?.heldSince ?? now,
    customerEnded: part === 'customer.end' || part === 'all' || (fresh?.customerEnded ?? false),
    wrappedUp: part !== 'customer.end' || (fresh?.wrappedUp ?? false),
    looks: fresh?.looks ?? 0,
    nextAt: fresh?.nextAt ?? after(now, holdMs),
    expiresAt: after(now, REMEMBERED_MS),
  };
  // Of `acw` and `wrapup`, which come together, one look is enough.
  const tellsMore = part !== 'wrapup' || !fresh?.wrappedUp;
  return {
    kind: 'held',
    conversation,
    look: conversation.customerEnded && conversation.wrappedUp && tellsMore,
  };
}

/** What is known of a conversation at a look. */
export type Verdict =
  | { readonly kind: 'complete' }
  | { readonly kind: 'never_ended' }
  | { readonly kind: 'wait'; readonly reason: string; readonly until: Date };

/** Whether everything of a conversation has ended, or enough time has passed since. `record`: as the platform knows it. */
export function verdict(
  held: HeldConversation,
  record: ConversationRecord | undefined,
  now: Date,
  holdMs: number,
): Verdict {
  const heldMs = now.getTime() - held.heldSince.getTime();
  if (record?.endedAt === undefined) {
    if (heldMs >= LONGEST_HELD_MS) return { kind: 'never_ended' };
    const reason = record ? 'the conversation goes on' : 'the platform does not know it yet';
    return { kind: 'wait', reason, until: after(now, Math.min(nextWaitMs(held), holdMs)) };
  }
  const deadline = after(record.endedAt, holdMs);
  if (record.wrapUpsMissing === 0 || now >= deadline) return { kind: 'complete' };
  const next = after(now, nextWaitMs(held));
  return { kind: 'wait', reason: 'a wrap-up is missing', until: next < deadline ? next : deadline };
}

/** The conversation as segmentation takes it; `undefined` when it does not say which customer it was with. */
export function completionFrom(
  record: ConversationRecord,
  settings: ConversationSettings,
  queueNames: Readonly<Record<string, string>>,
): unknown {
  const { attributes, wrapUpCodes, queueIds } = record;
  const customerId = attributes[settings.customerAttribute];
  if (customerId === undefined) return undefined;
  const code = wrapUpCodes.at(-1);
  const wrapUp = code === undefined ? undefined : settings.wrapUps[code];
  const disposition = wrapUp?.disposition ?? code;
  const given = (attributes[settings.tagsAttribute] ?? '').split(',').map((tag) => tag.trim());
  const queueId = queueIds.at(-1);
  return {
    customerId,
    tags: [...given.filter(Boolean), ...(wrapUp?.tags ?? [])],
    contactId: record.conversationId,
    idempotency_key: `conversation-${record.conversationId}`,
    startTime: record.startedAt.toISOString(),
    ...(record.endedAt && { endTime: record.endedAt.toISOString() }),
    ...(disposition !== undefined && { disposition }),
    ...(record.channel !== undefined && { channel: record.channel }),
    ...(queueId !== undefined && { queue: queueNames[queueId] ?? queueId }),
    skills: [...record.skillIds],
  } satisfies InteractionCompleted;
}

const nextWaitMs = ({ looks }: HeldConversation): number => FIRST_WAIT_MS * 2 ** Math.min(looks, 20);
const after = (from: Date, ms: number): Date => new Date(from.getTime() + ms);
