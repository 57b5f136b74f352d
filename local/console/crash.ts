import type { EffectTap } from '../effect-tap.ts';
import { CALL_OPERATIONS } from '../simulators/platform.ts';

/** Ends the dialing function between the platform's yes and its own knowledge of it. */
export interface Crash {
  /** Stands between effects and the world. */
  readonly tap: EffectTap;
  readonly isArmed: boolean;
  /** The next call that is placed ends whoever placed it. `kill` ends the function with kill -9. */
  arm(kill: () => void): void;
}

/** Disarmed, every effect happens as `others` let it. */
export function crash(others: EffectTap): Crash {
  let kill: (() => void) | undefined;
  const never = new Promise<never>(() => undefined);
  return {
    get isArmed() {
      return kill !== undefined;
    },
    arm(how) {
      kill = how;
    },
    tap: async (effect, perform) => {
      const isCall = Object.values(CALL_OPERATIONS).flat().includes(effect.action);
      if (!isCall || kill === undefined) return others(effect, perform);
      const end = kill;
      kill = undefined;
      await others(effect, perform);
      end();
      // Nobody is left to be answered.
      return never;
    },
  };
}
