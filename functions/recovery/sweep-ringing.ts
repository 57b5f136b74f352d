import type { AlertRecord } from '../ports/ledger.ts';
import { eachInTime, type SweepResult } from './each-in-time.ts';
import type { RecoveryPorts } from './recovery-ports.ts';
import type { RecoveryRules } from './resume-alert.ts';
import { resumeRinging } from './resume-ringing.ts';
import { servedCalls } from './served-calls.ts';
import { sweepSuppressed } from './sweep-suppressed.ts';

/** Calls looked at in one sweep; the rest is due in the next. */
const SWEEP_LIMIT = 400;

/** Calls the platform is asked about at once (`AcceptedCalls`). */
const CHUNK = 100;

/** Looks at every call whose ringing is to be looked at, then at those whose number was suppressed meanwhile. */
export async function sweepRinging(
  remainingMs: () => number,
  ports: RecoveryPorts,
  rules: RecoveryRules,
): Promise<readonly SweepResult[]> {
  const { keys, notice } = await ports.ledger.ringsDue(ports.clock.now(), SWEEP_LIMIT);
  const results: SweepResult[] = [];
  for (let begin = 0; begin < keys.length; begin += CHUNK) {
    const chunk = keys.slice(begin, begin + CHUNK).map((key) => ({ key }));
    const read = await eachInTime(chunk, remainingMs, ({ key }) => dueAlert(key, ports));
    const served = await servedCalls(read.done, ports, rules.protocol);
    const looked = await eachInTime(read.done, remainingMs, (alert) =>
      resumeRinging(alert, served, ports, rules),
    );
    results.push(...read.failures, ...looked.done, ...looked.failures);
  }
  if (notice) results.push(...(await sweepSuppressed(remainingMs, ports, rules)));
  return results;
}

/** The alert as it is, if its look is still due: the list it came from may be stale. */
async function dueAlert(key: string, { ledger, clock }: RecoveryPorts): Promise<AlertRecord | undefined> {
  const alert = await ledger.read(key);
  return alert?.ringLookAt && alert.ringLookAt <= clock.now() ? alert : undefined;
}
