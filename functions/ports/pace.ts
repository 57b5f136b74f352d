import type { Caller } from '../messages/settings.ts';

/**
 * A system whose requests are counted: everything we ask of it draws on one budget. `desk`: where tickets are.
 * `segments`: where segments go when that is another system than the CRM.
 */
export type Destination = 'telephony' | 'crm' | 'desk' | 'segments';

/** One request somebody wants to send. */
export interface PaceAsk {
  readonly caller: Caller;
  /** A request that was sent before and is sent once more draws on the retry budget as well. */
  readonly kind: 'first' | 'retry';
  /** Whether it may be the one request that finds out if a failing system has recovered: repeatable ones only. */
  readonly mayProbe: boolean;
  /** Holds requests of this name below a rate of their own, e.g. those for a busy routing queue. */
  readonly limit?: { readonly name: string; readonly perMinute: number };
}

/** Why there is no slot now. */
export type PaceRefusal = 'breaker_open' | 'throttled' | 'retry_budget' | 'no_slot';

/** A request may leave from `at` on and within seconds of it, or is worth asking for again from `until` on. */
export type Paced =
  | { readonly kind: 'slot'; readonly at: Date }
  | { readonly kind: 'refused'; readonly reason: PaceRefusal; readonly until: Date };

/** The budget of one destination, shared by every function. All methods @throws {TransientError} */
export interface Pace {
  readonly destination: Destination;
  /**
   * Waits for the request's slot and resolves when it has come. `refused` when none comes before `latest`, and at
   * once when the destination is failing. NOT repeatable without loss: a slot that is not used is wasted, never used
   * twice. Slots asked for at the same time are booked in one write.
   */
  take(ask: PaceAsk, latest: Date): Promise<Paced>;
  /**
   * Tells how a request ended: `answered` whatever the answer, `failed` when the destination could not be reached or
   * broke down. Costs a write only after a failure, or when this function was the one to find out. Repeatable.
   */
  ended(ending: 'answered' | 'failed'): Promise<void>;
  /**
   * Until when nothing that cannot be repeated may leave, because the destination is failing or asked for a pause;
   * `undefined` when it may. A look, no reservation.
   */
  pausedUntil(): Promise<Date | undefined>;
  /** The destination asked everybody to wait until then. Never shortens a longer wait. Repeatable. */
  hold(until: Date): Promise<void>;
}
