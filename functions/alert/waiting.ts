import { fullJitterMs } from '../runtime/retry.ts';

const SHORTEST_MS = 1000;
const BASE_MS = 5000;
const LONGEST_MS = 10 * 60_000;

/** However long the other side asks us to wait, an alert is looked at this often, since it may have grown too old. */
export const LOOK_WITHIN_MS = 60 * 60_000;

/**
 * How long an alert in the ledger waits before the next try, ms: growing with the tries made, with jitter, and never
 * shorter than what the other side asked for.
 */
export function waitMs(tries: number, retryAfterMs: number | undefined, fraction: number): number {
  const jittered = SHORTEST_MS + fullJitterMs(tries + 1, BASE_MS, LONGEST_MS, fraction);
  return Math.max(retryAfterMs ?? 0, jittered);
}
