import type { Clock } from '../ports/clock.ts';
import type { DueKeys } from '../ports/due-keys.ts';
import { eachWithin } from '../runtime/batch.ts';

/** Items of each of the index's shards reminded of in one sweep; the rest is due in the next. */
const SWEEP_LIMIT = 100;
const CONCURRENCY = 8;
/** A sweep stops when less than this is left, ms. */
const SAFE_REMAINDER_MS = 5000;

/** Who is told about an item, by the beginning of its key. */
export interface Reminder {
  readonly prefix: string;
  /** Leaves the message. @throws {TransientError} */
  remind(id: string): Promise<void>;
}

export interface ReminderPorts {
  readonly due: DueKeys;
  readonly clock: Clock;
  readonly reminders: readonly Reminder[];
}

/** How a sweep ended for one item. One that fails is due again in the next sweep. */
export type ReminderResult =
  | { readonly outcome: 'reminded'; readonly key: string }
  | { readonly key: string; readonly error: unknown };

/**
 * Leaves a message for everything whose appointment has come: what waited, and what a lost message or a lost worker
 * left behind. The worker reads the item again, so that a message too many does nothing.
 * @throws {TransientError} the index cannot be asked
 */
export async function remindDue(
  remainingMs: () => number,
  { due, clock, reminders }: ReminderPorts,
): Promise<readonly ReminderResult[]> {
  const keys = await due.due(clock.now(), SWEEP_LIMIT);
  const results = await eachWithin(CONCURRENCY, keys, async (pk): Promise<ReminderResult | undefined> => {
    const reminder = reminders.find(({ prefix }) => pk.startsWith(prefix));
    if (!reminder || remainingMs() < SAFE_REMAINDER_MS) return undefined;
    const key = decodeURIComponent(pk.slice(reminder.prefix.length));
    try {
      await reminder.remind(key);
      return { outcome: 'reminded', key };
    } catch (error) {
      return { key, error };
    }
  });
  return results.filter((result) => result !== undefined);
}
