import { type AlertOutcome, alertOutcome } from '../alert/ending.ts';
import { after } from '../dialing/protocol.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import { mayStillRing } from './may-still-ring.ts';
import type { RecoveryPorts } from './recovery-ports.ts';
import type { RecoveryRules } from './resume-alert.ts';
import { resumeCaseRinging } from './resume-case-ringing.ts';
import { takingBack } from './taking-back.ts';

/** The follow-up has its own message; recovery sends it again only when that was lost. */
const FOLLOW_UP_MS = 2 * 60_000;

/**
 * Looks at the call of an alert whose ringing is to be looked at: a served one is noted, and one that must not ring any
 * more is taken back. Repeatable, by any number of workers at once: the platform is asked as often, but one of them
 * writes. `served`: calls known to have been taken up; `undefined` when that cannot be known now.
 * @throws {TransientError} a store, a queue or the platform cannot be reached; the next sweep tries again
 */
export async function resumeRinging(
  alert: AlertRecord,
  served: ReadonlySet<string> | undefined,
  ports: RecoveryPorts,
  rules: RecoveryRules,
): Promise<AlertOutcome> {
  const now = ports.clock.now();
  if (alert.state !== 'PLACED') return resumeCaseRinging(alert, now, ports, rules);
  if (served?.has(alert.callId ?? '')) return noteRung(alert, ports);
  const verdict = await mayStillRing(alert, now, ports, rules);
  if (verdict.kind === 'no') return withdraw(alert, verdict.reason, ports);
  // Without an answer nothing is settled, and the next sweep asks again.
  if (served) await ports.ledger.lookAgain(alert, now, alert.mustRingBy);
  return alertOutcome('waiting', 'an agent', alert);
}

/** Takes a placed call back, if it still waits. The reason is the story's. */
export async function withdraw(
  alert: AlertRecord,
  reason: string,
  ports: RecoveryPorts,
): Promise<AlertOutcome> {
  const taken = await takingBack(alert, alert.callId ?? '', ports);
  switch (taken.kind) {
    case 'served':
      return noteRung(alert, ports);
    case 'withdrawn':
      return noteWithdrawn(alert, reason, ports);
    case 'put off':
      await ports.ledger.lookAgain(alert, ports.clock.now(), taken.until);
      return alertOutcome('waiting', 'not taken back', alert);
    case 'given up':
      await ports.ledger.recordRung(alert, ports.clock.now(), NEVER_TAKEN_BACK);
      return alertOutcome('not_taken_back', NEVER_TAKEN_BACK, alert);
    default:
      return taken satisfies never;
  }
}

/** Nothing says that nobody's phone rang, so nothing may say that none did. */
const NEVER_TAKEN_BACK = 'may have rung: the platform never took it back';

async function noteRung(alert: AlertRecord, ports: RecoveryPorts): Promise<AlertOutcome> {
  await ports.ledger.recordRung(alert, ports.clock.now());
  return alertOutcome('rung', 'served by an agent', alert);
}

/**
 * A case with its task. When this worker is gone between the platform and this write, the next look finds the call
 * taken back and writes the same.
 */
async function noteWithdrawn(
  alert: AlertRecord,
  reason: string,
  ports: RecoveryPorts,
): Promise<AlertOutcome> {
  const now = ports.clock.now();
  const move = await ports.ledger.recordWithdrawn(alert, { reason, now, nextAt: after(now, FOLLOW_UP_MS) });
  if (move.kind === 'lost') return alertOutcome('already_moved', move.alert?.state ?? 'gone', alert);
  await ports.outbox.followUp({ key: alert.key });
  return alertOutcome('withdrawn', reason, alert);
}
