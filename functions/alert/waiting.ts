import { fullJitterMs } from '../runtime/retry.ts';

const SHORTEST_MS = 15_000;
const BASE_MS = 30_000;
const LONGEST_MS = 10 * 60_000;

/**
 * How long an alert in the ledger waits before recovery tries again, ms: growing with the passes made, with jitter,
 * and never shorter than what the other side asked for.
 */
export function waitMs(passes: number, retryAfterMs: number | undefined, fraction: number): number {
  const jittered = SHORTEST_MS + fullJitterMs(passes + 1, BASE_MS, LONGEST_MS, fraction);
  return Math.max(retryAfterMs ?? 0, jittered);
}
