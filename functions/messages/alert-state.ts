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
