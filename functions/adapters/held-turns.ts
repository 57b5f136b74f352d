import type { Clock } from '../ports/clock.ts';
import type { CrmTurns } from '../ports/crm-turns.ts';

/**
 * Turns as far as one function can know: at once, unless the CRM has asked this very instance for patience. How many
 * requests there are at once is bounded by the mappings of the worker.
 */
export function heldTurns(clock: Clock): CrmTurns {
  let heldUntil = new Date(0);
  return {
    async take() {
      return clock.now() < heldUntil
        ? { kind: 'refused', reason: 'crm_throttled', until: heldUntil }
        : { kind: 'slot' };
    },
    async ended() {},
    async hold(until) {
      if (until > heldUntil) heldUntil = until;
    },
  };
}
