import { alertsCounted, type MassEventRules, WINDOW_MS } from '../alert/mass-event.ts';
import type { Clock } from '../ports/clock.ts';
import type { MassEvent, Surges } from '../ports/surges.ts';

/** Counts alerts as they come. */
export interface SurgeTally {
  /**
   * One more alert of a type; the event that is on, if this count was told to the table and there is one. Never fails: a
   * count that is lost delays an event.
   */
  count(alertType: string): Promise<MassEvent | undefined>;
}

/** Functions that admit alerts at once leave at most so many parts of the threshold untold. */
const PARTS = 40;

/**
 * Counts in memory and tells the table only every so often: a type that is rare costs no request, a storm a fraction of
 * a write for each alert.
 */
export function surgeTally(surges: Surges, clock: Clock, rules: MassEventRules): SurgeTally {
  const part = Math.max(1, Math.floor(rules.massEventAlerts / PARTS));
  const untold = new Map<string, { readonly since: number; readonly count: number }>();

  return {
    async count(alertType) {
      const now = clock.now();
      const known = untold.get(alertType);
      const isFresh = known !== undefined && now.getTime() - known.since < WINDOW_MS;
      const { since, count } = isFresh ? known : { since: now.getTime(), count: 0 };
      if (count + 1 < part) {
        untold.set(alertType, { since, count: count + 1 });
        return undefined;
      }
      untold.delete(alertType);
      const counted = { alertType, alerts: count + 1, now };
      return surges.change(alertType, (surge) => alertsCounted(surge, counted, rules)).catch(() => undefined);
    },
  };
}
