import { isUnaccounted } from '../alert/age.ts';
import type { Clock } from '../ports/clock.ts';
import type { AlertRecord, Ledger } from '../ports/ledger.ts';

/** Alerts that have not ended looked at for one count. */
export const OPEN_LIMIT = 800;

/**
 * Alerts that should have ended long ago and have not: a stuck one is due, and what is due is looked at first. In a
 * backlog beyond the limit there may be more. `maxAgeMs`: how old an alert may be called about.
 * @throws {TransientError} the ledger cannot be reached
 */
export async function unaccounted(
  { ledger, clock }: { readonly ledger: Pick<Ledger, 'unfinished'>; readonly clock: Clock },
  maxAgeMs: number,
): Promise<readonly AlertRecord[]> {
  const now = clock.now();
  const open = await ledger.unfinished(now, OPEN_LIMIT);
  return open.filter((alert) => isUnaccounted(alert, maxAgeMs, now));
}
