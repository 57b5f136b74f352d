import { eachInTime, type SweepResult } from './each-in-time.ts';
import type { RecoveryPorts } from './recovery-ports.ts';
import { type RecoveryRules, resumeAlert } from './resume-alert.ts';

/** Alerts looked at in one sweep; the rest is due in the next. */
const SWEEP_LIMIT = 1600;

/** Moves every alert whose appointment has come. `remainingMs`: until the function is cut off. */
export async function sweepDue(
  remainingMs: () => number,
  ports: RecoveryPorts,
  rules: RecoveryRules,
): Promise<readonly SweepResult[]> {
  const keys = await ports.ledger.due(ports.clock.now(), SWEEP_LIMIT);
  const due = keys.map((key) => ({ key }));
  const { done, failures } = await eachInTime(due, remainingMs, ({ key }) => resumeAlert(key, ports, rules));
  return [...done, ...failures];
}
