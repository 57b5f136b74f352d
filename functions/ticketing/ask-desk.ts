import { RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeskPace } from '../ports/desk-pace.ts';
import type { Pause } from '../ports/pause.ts';
import type { Random } from '../ports/random.ts';
import { fullJitterMs } from '../runtime/retry.ts';

/** How asking the desk ended. `until`: when it may be asked again. */
export type Asked<T> =
  | { readonly kind: 'answered'; readonly answer: T }
  | { readonly kind: 'paced'; readonly until: Date }
  | { readonly kind: 'failed'; readonly reason: string; readonly until: Date }
  | { readonly kind: 'refused'; readonly reason: string };

/** What asking needs besides the desk. */
export interface AskingPorts {
  readonly pace: DeskPace;
  readonly clock: Clock;
  readonly random: Random;
  readonly pause: Pause;
}

/** Waits before the second, third and fourth try, ms (guide 003, section 3). */
const SOON_MS = [1000, 2000, 4000];

/** A turn that comes this soon is waited for, ms. */
const SHORT_WAIT_MS = 3000;

/** Nothing is begun with less than this left, ms: three requests of 10 s each and their writes. */
const SAFE_REMAINDER_MS = 35_000;

const BACKOFF_BASE_MS = 15_000;
const BACKOFF_CAP_MS = 15 * 60_000;

/** An act whose answer never came may still take effect for this long, ms. */
const SETTLE_MS = 90_000;

/**
 * Asks the desk when its turn has come: again after 1, 2 and 4 seconds where that can help, and not at once where the
 * desk named a time or may have acted. `requests`: the most it takes. `attempts`: failed tries of earlier passes.
 * @throws {TransientError} the pace cannot be read; anything else that nobody expected
 */
export async function askDesk<T>(
  ask: () => Promise<T>,
  bounds: { readonly requests: number; readonly attempts: number; remainingMs(): number },
  ports: AskingPorts,
): Promise<Asked<T>> {
  for (let tries = 0; ; tries++) {
    const turn = await turnComes(bounds.requests, ports);
    if (turn) return { kind: 'paced', until: turn };
    try {
      return { kind: 'answered', answer: await ask() };
    } catch (error) {
      const soonMs = SOON_MS[tries];
      const again =
        error instanceof TransientError && error.retryAfterMs === undefined && soonMs !== undefined;
      if (!again || bounds.remainingMs() < SAFE_REMAINDER_MS + soonMs)
        return endedBy(error, bounds.attempts, ports);
      await ports.pause(soonMs);
    }
  }
}

/** Draws on the desk's rate; an instant when the turn is too far off to wait for. */
async function turnComes(requests: number, { pace, clock, pause }: AskingPorts): Promise<Date | undefined> {
  const now = clock.now();
  const from = await pace.reserve(requests, now, new Date(now.getTime() + SHORT_WAIT_MS));
  const waitMs = from.getTime() - now.getTime();
  if (waitMs > SHORT_WAIT_MS) return from;
  if (waitMs > 0) await pause(waitMs);
  return undefined;
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
  if (error.retryAfterMs !== undefined) {
    const until = after(error.retryAfterMs);
    // Quotas and revoked credentials are everybody's: whoever asks meanwhile would only be told the same.
    await pace.hold(until);
    return { kind: 'failed', reason: error.reason, until };
  }
  const waitMs =
    BACKOFF_BASE_MS + fullJitterMs(attempts + 1, BACKOFF_BASE_MS, BACKOFF_CAP_MS, random.fraction());
  return { kind: 'failed', reason: error.reason, until: after(waitMs) };
}
