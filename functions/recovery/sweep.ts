import type { SweepResult } from './each-in-time.ts';
import type { RecoveryPorts } from './recovery-ports.ts';
import type { RecoveryRules } from './resume-alert.ts';
import { sweepDue } from './sweep-due.ts';
import { sweepRinging } from './sweep-ringing.ts';

/**
 * One minute of recovery: alerts that are due, and calls that must not ring. Both go on side by side, so that a backlog
 * of one never holds up the other.
 * @throws {TransientError} the ledger cannot be asked what is due; what could be moved has been
 */
export async function sweep(
  remainingMs: () => number,
  ports: RecoveryPorts,
  rules: RecoveryRules,
): Promise<readonly SweepResult[]> {
  const sweeps = await Promise.allSettled([
    sweepDue(remainingMs, ports, rules),
    sweepRinging(remainingMs, ports, rules),
  ]);
  // Told only when both are over: nothing may go on behind an answer.
  return sweeps.flatMap((ended) => {
    if (ended.status === 'rejected') throw ended.reason;
    return ended.value;
  });
}
