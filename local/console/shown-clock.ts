import type { Clock } from '../../functions/ports/clock.ts';
import type { LocalSystem } from '../system.ts';

/** The clock that the functions of a local system go by. */
export interface ShownClock extends Clock {
  /** How far it runs ahead of the machine's, ms. */
  readonly aheadMs: number;
  /**
   * Lets it show an instant from now on, and has the routing queues looked at anew, as every reading is old then.
   * `false`: the instant has passed. Budgets and appointments lie ahead of a clock that goes back, and everything waits.
   */
  set(at: Date): Promise<boolean>;
}

/** How far behind the present an instant may lie: who types it has taken their time. */
const SLACK_MS = 60_000;

/** The clock of a system that has just started. */
export function shownClock(
  system: Pick<LocalSystem, 'shiftClocks' | 'fireSchedule' | 'resource'>,
): ShownClock {
  let aheadMs = 0;
  return {
    get aheadMs() {
      return aheadMs;
    },
    now: () => new Date(Date.now() + aheadMs),
    async set(at) {
      const ahead = at.getTime() - Date.now();
      if (ahead < aheadMs - SLACK_MS) return false;
      aheadMs = Math.max(aheadMs, ahead);
      system.shiftClocks(aheadMs);
      await system.fireSchedule(system.resource('AWS::Events::Rule', 'ObservationSchedule').name);
      return true;
    },
  };
}
