import { after } from '../dialing/protocol.ts';
import { RejectedError, TransientError } from '../errors.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import type { RecoveryPorts } from './recovery-ports.ts';
import { takeBackCall } from './take-back-call.ts';

const HOUR_MS = 60 * 60_000;

/** So long every sweep tries again to take back what must not ring any more. */
const EVERY_SWEEP_MS = HOUR_MS;

/** Then it tries this seldom: a platform that takes nothing back must not use up the budget of all others. */
const SELDOM_MS = HOUR_MS / 4;

/** And at last no more: what has waited for so long has rung, or will not. */
const GIVEN_UP_AFTER_MS = 24 * HOUR_MS;

/** What became of a call that must not ring any more; `put off`: the platform did not take it back, look again then. */
export type TakingBack =
  | { readonly kind: 'withdrawn' | 'served' | 'given up' }
  | { readonly kind: 'put off'; readonly until: Date };

/**
 * Takes a call back as `takeBackCall` does, but not for ever, counted from the end of its permission. A call whose
 * permission nothing ends is looked at for a day at most (`ledger-ring-conditions.ts`).
 * @throws {TransientError} not known yet whether it is taken back: the next sweep asks again
 */
export async function takingBack(
  alert: AlertRecord,
  callId: string,
  ports: Pick<RecoveryPorts, 'telephony' | 'contactLists' | 'clock'>,
): Promise<TakingBack> {
  try {
    return { kind: await takeBackCall(alert, callId, ports) };
  } catch (error) {
    if (!(error instanceof TransientError || error instanceof RejectedError)) throw error;
    const now = ports.clock.now();
    const overMs = now.getTime() - (alert.mustRingBy ?? now).getTime();
    if (overMs >= GIVEN_UP_AFTER_MS) return { kind: 'given up' };
    if (overMs < EVERY_SWEEP_MS) throw error;
    return { kind: 'put off', until: after(now, SELDOM_MS) };
  }
}
