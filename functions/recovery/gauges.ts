import { isUnaccounted } from '../alert/age.ts';
import { after } from '../dialing/protocol.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import { OPEN_LIMIT } from './unaccounted.ts';

/** A grant that is this much past its deadline should have been taken over by recovery, ms. */
const STUCK_MS = 5 * 60_000;

/**
 * How many alerts stand where an operator should look, of those whose appointments come first: in a backlog beyond
 * `OPEN_LIMIT` there may be more. `maxAgeMs`: how old an alert may be called about.
 * @throws {TransientError} the ledger cannot be reached
 */
export async function recoveryGauges(
  { ledger, clock }: { readonly ledger: Pick<Ledger, 'unfinished'>; readonly clock: Clock },
  maxAgeMs: number,
) {
  const now = clock.now();
  const open = await ledger.unfinished(now, OPEN_LIMIT);
  return {
    Unaccounted: open.filter((alert) => isUnaccounted(alert, maxAgeMs, now)).length,
    Uncertain: open.filter(({ state }) => state === 'UNCERTAIN').length,
    StuckPlacing: open.filter(
      ({ state, deadline }) =>
        state === 'PLACING' && deadline !== undefined && deadline < after(now, -STUCK_MS),
    ).length,
  };
}
