import { after } from '../dialing/protocol.ts';
import { RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Pace } from '../ports/pace.ts';

/** A platform that throttles without saying for how long is left alone for this time. */
const UNTOLD_PAUSE_MS = 30_000;

/**
 * Tells the budget how a granted request ended, so that one worker's 429 pauses all and a platform that breaks down
 * is left alone. `left`: whether the request got as far as the socket. Never fails: what became of the request matters
 * more than the budget.
 */
export async function tellPace(
  call: Promise<unknown>,
  left: () => boolean,
  { pace, clock }: { readonly pace: Pace; readonly clock: Clock },
): Promise<void> {
  try {
    const error: unknown = await call.then(
      () => undefined,
      (failure: unknown) => failure,
    );
    if (!left()) return;
    const pauseMs = pauseOf(error);
    if (pauseMs !== undefined) await pace.hold(after(clock.now(), pauseMs));
    await pace.ended(hasFailed(error) ? 'failed' : 'answered');
  } catch {
    // The budget learns of it from the next request.
  }
}

function pauseOf(error: unknown): number | undefined {
  const throttled = error instanceof TransientError && error.reason.endsWith('_throttled');
  return throttled ? (error.retryAfterMs ?? UNTOLD_PAUSE_MS) : undefined;
}

/** A refusal is an answer, whatever it says; no connection and no readable answer are failures. */
function hasFailed(error: unknown): boolean {
  if (error === undefined || error instanceof RejectedError) return false;
  if (error instanceof UnknownOutcomeError) return true;
  return error instanceof TransientError && error.reason === 'not_sent';
}
