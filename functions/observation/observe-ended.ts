import { TransientError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { CompletionOutbox } from '../ports/completion-outbox.ts';
import type { EndedWatch } from '../ports/ended-watch.ts';
import type { PollMark } from '../ports/poll-mark.ts';
import type { Sleep } from '../ports/sleep.ts';
import { lookTwice } from './look-twice.ts';

/** What a look for conversations that have ended touches. */
export interface EndedPorts {
  readonly ended: EndedWatch;
  readonly mark: PollMark;
  readonly conversations: Pick<CompletionOutbox, 'ended'>;
  readonly clock: Clock;
  readonly sleep: Sleep;
}

/** How a look for them ended. */
export type EndedObserved =
  | { readonly outcome: 'ended'; readonly key: string }
  | { readonly outcome: 'unseen'; readonly reason: string; readonly key: 'conversations' };

/** A platform may find an end so late: what was seen may be seen again, and is known then. */
const LATE_MS = 5 * 60_000;

/** What ended before is not looked for any more, ms. */
const LONGEST_MS = 6 * 3_600_000;

/**
 * Looks once for conversations that have ended, where no bus tells of them, and leaves each for completion, which knows
 * those it has had. The mark moves on only when all were left. Repeatable, and harmless when two run at once.
 * @throws {TransientError} the ledger or completion's queue cannot be reached
 * @throws {RejectedError} the platform refuses to tell
 */
export async function observeEnded(
  { ended, mark, conversations, clock, sleep }: EndedPorts,
  { pollsEnded }: { readonly pollsEnded: boolean },
): Promise<readonly EndedObserved[]> {
  if (!pollsEnded) return [];
  const now = clock.now();
  const seenUntil = await mark.read();
  const since = Math.max((seenUntil?.getTime() ?? now.getTime()) - LATE_MS, now.getTime() - LONGEST_MS);
  const found = await lookTwice(() => ended.endedSince(new Date(since)), { clock, sleep });
  if (found instanceof TransientError)
    return [{ outcome: 'unseen', reason: found.reason, key: 'conversations' }];
  for (const conversationId of found) await conversations.ended(conversationId);
  await mark.keep(now);
  return found.map((key) => ({ outcome: 'ended', key }));
}
