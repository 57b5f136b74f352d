import { goThrough } from '../alert/noticed-pass.ts';
import type { PreviewId } from '../ports/previews.ts';
import type { PreviewLine, PreviewPorts, PreviewRules } from './preview-ports.ts';

/** Contacts found due in one sweep, of each of 16 shards; the rest is due in the next. */
const SWEEP_LIMIT = 60;

/** Contacts of one page of a pass. */
const PAGE = 500;

/** A page is begun only with so much time left, ms. */
const SAFE_REMAINDER_MS = 10_000;

/** How late the index may be. */
const INDEX_DELAY_MS = 30_000;

type SweepPorts = Pick<PreviewPorts, 'previews' | 'outbox' | 'notices' | 'clock'>;

/**
 * Leaves looks for every contact whose appointment has come, and, when a number was suppressed, for every contact that
 * has not ended: those that wait for an agent are taken back. A look too many does nothing.
 * @throws {TransientError} the ledger or the queue cannot be reached; the next sweep does the same
 */
export async function sweepPreviews(
  remainingMs: () => number,
  ports: SweepPorts,
  { protocol }: Pick<PreviewRules, 'protocol'>,
): Promise<readonly PreviewLine[]> {
  const { previews, outbox, notices, clock } = ports;
  const now = clock.now();
  const due = await previews.due(now, SWEEP_LIMIT);
  await outbox.look(due);
  const notice = await notices.read();
  const lines = [swept('due', due.length)];
  if (!notice || notice.nextAt > now) return lines;
  // Whoever lists a contact reads the opt-outs once more after the ledger has it: only the index may be late.
  const unseenMs = INDEX_DELAY_MS + 2 * protocol.clockErrorMs;
  const passed = await goThrough<PreviewId, PreviewLine>(notice, {
    notices,
    clock,
    unseenMs,
    async page(cursor) {
      const { ids, ...next } = await previews.page(cursor, PAGE);
      return { keys: ids, ...next };
    },
    async judge(ids) {
      if (remainingMs() < SAFE_REMAINDER_MS) return { results: [], complete: false, clean: true };
      await outbox.look(ids);
      return { results: [], complete: true, clean: true };
    },
  });
  return [...lines, ...passed, swept('suppressed', 0)];
}

const swept = (reason: string, count: number): PreviewLine => ({
  outcome: 'swept',
  reason: count > 0 ? `${reason} ${count}` : reason,
});
