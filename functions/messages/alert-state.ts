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

/**
 * Whether a phone has rung for an accepted call, as far as it is known: the platform accepts a call long before an agent
 * takes it up.
 */
export const Ring = z.enum(['waiting', 'rung', 'withdrawn']);
export type Ring = z.infer<typeof Ring>;
