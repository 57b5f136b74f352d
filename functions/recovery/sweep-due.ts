import type { AlertOutcome, EndingPorts } from '../alert/ending.ts';
import { eachWithin } from '../runtime/batch.ts';
import { type RecoveryRules, resumeAlert } from './resume-alert.ts';

/** Alerts looked at in one sweep; the rest is due in the next. */
const SWEEP_LIMIT = 1600;

/** Alerts moved at once. */
const CONCURRENCY = 8;

/** A sweep stops taking up alerts when less than this is left, ms. */
const SAFE_REMAINDER_MS = 8000;

/** How a sweep ended for one alert, failures included: one stuck alert never holds up the others. */
export type SweepResult = AlertOutcome | { readonly key: string; readonly error: unknown };

/** Moves every alert whose appointment has come. `remainingMs`: until the function is cut off. */
export async function sweepDue(
  remainingMs: () => number,
  ports: EndingPorts,
  rules: RecoveryRules,
): Promise<readonly SweepResult[]> {
  const keys = await ports.ledger.due(ports.clock.now(), SWEEP_LIMIT);
  const results = await eachWithin(CONCURRENCY, keys, async (key): Promise<SweepResult | undefined> => {
    if (remainingMs() < SAFE_REMAINDER_MS) return undefined;
    try {
      return await resumeAlert(key, ports, rules);
    } catch (error) {
      return { key, error };
    }
  });
  return results.filter((result) => result !== undefined);
}
