import type { Ring } from '../messages/alert-state.ts';
import type { AlertRecord, Move } from './ledger.ts';
import type { Pass, PassNotice } from './pass-notices.ts';

/**
 * What is remembered of the ringing of accepted calls: single conditional writes that may be repeated, as in `Ledger`.
 * All methods @throws {TransientError} `ledger_unavailable`: the write may or may not have been applied
 */
export interface RingLedger {
  /** A phone has rung, or rings, or may have rung, for a placed call. `why`: for the story. @default `rung` */
  recordRung(alert: AlertRecord, now: Date, why?: string): Promise<Move>;
  /** The placed call was taken back before it rang: a case; `reason` says why for the story. */
  recordWithdrawn(alert: AlertRecord, withdrawal: { reason: string; now: Date; nextAt: Date }): Promise<Move>;
  /** What became of a call that was learnt of when its alert was a case already. */
  recordRingOfCase(alert: AlertRecord, call: { callId: string; ring: Ring; now: Date }): Promise<Move>;
  /** The evidence has been told on the task. */
  recordNoted(alert: AlertRecord, noted: string, now: Date): Promise<Move>;
  /** Recovery looks at the ringing again at `lookAt`; without it, only when it is asked to. */
  lookAgain(alert: AlertRecord, now: Date, lookAt?: Date): Promise<void>;
  /** There is nothing to look at any more. */
  endRinging(alert: AlertRecord): Promise<void>;

  /** Wishes that recovery goes through all waiting calls, because a number may have been suppressed since. */
  askForRingSweep(now: Date): Promise<void>;
  /** The open wish, if any. */
  readRingNotice(): Promise<PassNotice | undefined>;
  /** Remembers how far recovery has come, or that it begins anew at `nextAt`. A later wish is left alone. */
  keepRingNotice(notice: PassNotice, progress: { pass?: Pass; nextAt: Date }): Promise<void>;
  /** The wish is fulfilled. A later one is left alone. */
  endRingNotice(notice: PassNotice): Promise<void>;
  /**
   * A page of keys of alerts whose call may be waiting for an agent; `cursor` gives the next, absent after the last.
   * May be stale and may name one twice: read each again.
   */
  ringing(now: Date, cursor: string | undefined, limit: number): Promise<{ keys: string[]; cursor?: string }>;

  /**
   * Keys of alerts whose ringing is to be looked at, the longest due first, at most `limit`; `notice`: somebody
   * wishes a pass over all waiting calls. May be stale: read each again.
   */
  ringsDue(now: Date, limit: number): Promise<{ readonly keys: readonly string[]; readonly notice: boolean }>;
}
