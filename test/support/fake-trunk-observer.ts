import { TransientError } from '../../functions/errors.ts';
import type { TrunkObserver, TrunkSeen } from '../../functions/ports/trunk-observer.ts';

/** A platform whose trunks a test sets. */
export interface FakeTrunkObserver extends TrunkObserver {
  /** Adds a trunk, or replaces it. */
  put(trunk: TrunkSeen): void;
  /** The next looks fail. */
  fail(times: number): void;
  /** Looks so far. */
  looks(): number;
}

/** A platform without trunks. */
export function fakeTrunkObserver(): FakeTrunkObserver {
  const trunks = new Map<string, TrunkSeen>();
  let failures = 0;
  let looks = 0;
  return {
    put: (trunk) => void trunks.set(trunk.id, trunk),
    fail(times) {
      failures += times;
    },
    looks: () => looks,
    async trunks() {
      looks++;
      if (failures === 0) return [...trunks.values()];
      failures--;
      throw new TransientError('genesys_unavailable', 'genesys answered 503');
    },
  };
}
