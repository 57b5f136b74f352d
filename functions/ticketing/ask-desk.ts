import { RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Pace } from '../ports/pace.ts';
import type { Random } from '../ports/random.ts';
import type { Sleep } from '../ports/sleep.ts';
import { fullJitterMs } from '../runtime/retry.ts';

/** How asking the desk ended. `until`: when it may be asked again. */
export type Asked<T> =
  | { readonly kind: 'answered'; readonly answer: T }
  | { readonly kind: 'paced'; readonly until: Date }
  | { readonly kind: 'failed'; readonly reason: string; readonly until: Date }
  | { readonly kind: 'refused'; readonly reason: string };

/** What asking needs besides the desk, whose requests wait for their own slots. */
export interface AskingPorts {
  readonly pace: Pick<Pace, 'hold'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly sleep: Sleep;
}

/** Waits before the second, third and fourth try, ms (guide 003, section 3). */
const SOON_MS = [1000, 2000, 4000];

/** Nothing is begun with less than this left, ms: three requests of 10 s each and their writes. */
const SAFE_REMAINDER_MS = 35_000;

const BACKOFF_BASE_MS = 15_000;
const BACKOFF_CAP_MS = 15 * 60_000;

/** An act whose answer never came may still take effect for this long, ms. */
const SETTLE_MS = 90_000;

/** Our own budget said no, and nobody was asked: nothing has failed. */
const NO_TURN: ReadonlySet<string> = new Set(['desk_no_slot', 'desk_throttled']);

/** Our own breaker said no: the desk is failing, and asked by others. */
const BREAKER_OPEN = 'desk_breaker_open';

/**
 * Asks the desk: again after 1, 2 and 4 seconds where that can help, and not at once where somebody named a time or
 * the desk may have acted. `attempts`: failed tries of earlier passes.
 * @throws {TransientError} the pace cannot be written; anything else that nobody expected
 */
export async function askDesk<T>(
  ask: () => Promise<T>,
  bounds: { readonly attempts: number; remainingMs(): number },
  ports: AskingPorts,
): Promise<Asked<T>> {
  for (let tries = 0; ; tries++) {
    try {
      return { kind: 'answered', answer: await ask() };
    } catch (error) {
      const soonMs = SOON_MS[tries];
      const again =
        error instanceof TransientError && error.retryAfterMs === undefined && soonMs !== undefined;
      if (!again || bounds.remainingMs() < SAFE_REMAINDER_MS + soonMs)
        return endedBy(error, bounds.attempts, ports);
      await ports.sleep.until(new Date(ports.clock.now().getTime() + soonMs));
    }
  }
}

async function endedBy(
  error: unknown,
  attempts: number,
  { pace, clock, random }: AskingPorts,
): Promise<Asked<never>> {
  if (error instanceof RejectedError) return { kind: 'refused', reason: error.reason };
  const after = (ms: number): Date => new Date(clock.now().getTime() + ms);
  if (error instanceof UnknownOutcomeError)
    return { kind: 'failed', reason: error.reason, until: after(SETTLE_MS) };
  if (!(error instanceof TransientError)) throw error;
  const { reason, retryAfterMs } = error;
  const backoffMs =
    BACKOFF_BASE_MS + fullJitterMs(attempts + 1, BACKOFF_BASE_MS, BACKOFF_CAP_MS, random.fraction());
  if (retryAfterMs === undefined) return { kind: 'failed', reason, until: after(backoffMs) };
  if (reason === BREAKER_OPEN)
    return { kind: 'failed', reason, until: after(Math.max(retryAfterMs, backoffMs)) };
  const until = after(retryAfterMs);
  if (NO_TURN.has(reason)) return { kind: 'paced', until };
  // Quotas and revoked credentials are everybody's: whoever asks meanwhile would only be told the same.
  await pace.hold(until);
  return { kind: 'failed', reason, until };
}
