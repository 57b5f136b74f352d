import type { BreakerState } from '../ports/pace-book.ts';

/** Failures of one minute that open the breaker, if they are half of what was sent. */
const FAILURES = 5;
const MINUTE_MS = 60_000;
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 5 * MINUTE_MS;

/** Who probes must have told within this time, or another does. */
const PROBE_MS = MINUTE_MS;

/** A request that cannot be repeated probes only when no harmless one did: `observation` asks every minute. */
const HARMLESS_FIRST_MS = 90_000;

/** A breaker that has seen nothing. */
export const CLOSED: BreakerState = { kind: 'closed', since: 0, sent: 0, failed: 0 };

/** May a request leave? `mayProbe`: it can be repeated without harm. */
export function breakerGate(
  breaker: BreakerState,
  mayProbe: boolean,
  now: number,
):
  | { readonly kind: 'pass' }
  | { readonly kind: 'probe' }
  | { readonly kind: 'shut'; readonly until: number } {
  if (breaker.kind === 'closed') return { kind: 'pass' };
  if (now < breaker.until) return { kind: 'shut', until: breaker.until };
  const patience = mayProbe || breaker.kind === 'probing' ? 0 : HARMLESS_FIRST_MS;
  return now < breaker.until + patience
    ? { kind: 'shut', until: breaker.until + patience }
    : { kind: 'probe' };
}

/** The breaker when a request leaves. Successes are never written: those sent and not failed are the successes. */
export function breakerSent(breaker: BreakerState, now: number): BreakerState {
  if (breaker.kind !== 'closed') return { kind: 'probing', until: now + PROBE_MS, opened: breaker.opened };
  const minute = thisMinute(breaker, now);
  return { ...minute, sent: minute.sent + 1 };
}

/** The breaker after a failure; `undefined` when it changes nothing. `fraction`: random in [0, 1). */
export function breakerFailed(
  breaker: BreakerState,
  { probe, fraction }: { readonly probe: boolean; readonly fraction: number },
  now: number,
): BreakerState | undefined {
  if (breaker.kind !== 'closed') {
    return probe && breaker.kind === 'probing' ? opened(breaker.opened + 1, now, fraction) : undefined;
  }
  const minute = thisMinute(breaker, now);
  const failed = minute.failed + 1;
  const sent = Math.max(minute.sent, failed);
  return failed >= FAILURES && failed * 2 >= sent ? opened(1, now, fraction) : { ...minute, sent, failed };
}

/** The breaker after an answer; `undefined` when it changes nothing. */
export function breakerAnswered(
  breaker: BreakerState,
  probe: boolean,
  now: number,
): BreakerState | undefined {
  return probe && breaker.kind !== 'closed' ? { kind: 'closed', since: now, sent: 0, failed: 0 } : undefined;
}

/** Half of the pause is certain, half is chance, so that breakers that opened together do not close together. */
function opened(times: number, now: number, fraction: number): BreakerState {
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (times - 1));
  return { kind: 'open', until: now + Math.round(pause * (0.5 + fraction / 2)), opened: times };
}

function thisMinute(breaker: Extract<BreakerState, { kind: 'closed' }>, now: number) {
  return now < breaker.since + MINUTE_MS ? breaker : { ...breaker, since: now, sent: 0, failed: 0 };
}
