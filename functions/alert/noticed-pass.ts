import { after } from '../dialing/protocol.ts';
import type { Clock } from '../ports/clock.ts';
import type { Pass, PassNotice, PassNotices } from '../ports/pass-notices.ts';

/** A pass that could not judge everything begins anew after this. */
const AGAIN_MS = 60_000;

/** What a pass goes through, and how. */
export interface Passed<Key, Result> {
  readonly notices: Pick<PassNotices, 'keep' | 'end'>;
  readonly clock: Clock;
  /** For so long after a wish, something that was allowed before it may still come to light, ms. */
  readonly unseenMs: number;
  /** A page of what waits; `cursor` gives the next, absent after the last. */
  page(
    cursor: string | undefined,
  ): Promise<{ readonly keys: readonly Key[]; readonly cursor?: string | undefined }>;
  /** Judges a page. `complete: false`: there was no time for all of it; `clean: false`: something could not be judged. */
  judge(
    keys: readonly Key[],
  ): Promise<{ readonly results: readonly Result[]; readonly complete: boolean; readonly clean: boolean }>;
}

/**
 * Fulfils a wish: goes through everything that waits on the platform, page by page. What does not fit into one sweep
 * goes on in the next, where the last page ended. The wish is fulfilled by a clean pass that began when nothing
 * allowed before it could still come to light. Repeatable, by any number of workers at once.
 * @throws {TransientError} the ledger cannot be reached; the next sweep tries again
 */
export async function goThrough<Key, Result>(
  notice: PassNotice,
  { notices, clock, unseenMs, page, judge }: Passed<Key, Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let { begunAt, cursor, clean } = notice.pass ?? beginning(clock.now());
  for (;;) {
    const found = await page(cursor);
    const judged = await judge(found.keys);
    results.push(...judged.results);
    // The page is repeated: what has been dealt with is not there any more.
    if (!judged.complete) return results;
    clean &&= judged.clean;
    if (found.cursor === undefined) break;
    cursor = found.cursor;
    await notices.keep(notice, { pass: { begunAt, cursor, clean }, nextAt: clock.now() });
  }
  const settledAt = after(notice.askedAt, unseenMs);
  if (clean && begunAt >= settledAt) await notices.end(notice);
  else {
    const again = after(clock.now(), AGAIN_MS);
    await notices.keep(notice, { nextAt: begunAt < settledAt && clean ? settledAt : again });
  }
  return results;
}

const beginning = (now: Date): Omit<Pass, 'cursor'> & { readonly cursor: string | undefined } => ({
  begunAt: now,
  cursor: undefined,
  clean: true,
});
