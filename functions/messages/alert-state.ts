import * as z from 'zod/mini';

/** Where an alert stands. PLACED, CASED, SUPPRESSED and QUARANTINED are terminal. */
export const AlertState = z.enum([
  'OPEN',
  'PLACING',
  'PLACED',
  'UNCERTAIN',
  'CASE_PENDING',
  'CASED',
  'SUPPRESSED',
  'QUARANTINED',
]);
export type AlertState = z.infer<typeof AlertState>;

/** How an alert has ended. */
export const AlertEnd = z.enum(['placed', 'suppressed', 'deferred', 'uncertain', 'quarantined']);
export type AlertEnd = z.infer<typeof AlertEnd>;

/** How an alert in a state has ended; `undefined` for one that has not. `why`: why there was no call. Pure. */
export function endOf(state: AlertState, why: string | undefined): AlertEnd | undefined {
  switch (state) {
    case 'PLACED':
      return 'placed';
    case 'SUPPRESSED':
      return 'suppressed';
    case 'CASED':
      return why === 'unconfirmed' ? 'uncertain' : 'deferred';
    case 'QUARANTINED':
      return 'quarantined';
    case 'OPEN':
    case 'PLACING':
    case 'UNCERTAIN':
    case 'CASE_PENDING':
      return undefined;
    default:
      return state satisfies never;
  }
}

/**
 * Whether a phone has rung for an accepted call, as far as it is known: the platform accepts a call long before an agent
 * takes it up.
 */
export const Ring = z.enum(['waiting', 'rung', 'withdrawn']);
export type Ring = z.infer<typeof Ring>;
