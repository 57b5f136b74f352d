import { type AlertOutcome, alertOutcome } from '../alert/ending.ts';
import { after, type Protocol } from '../dialing/protocol.ts';
import { evidenceKey } from '../follow-up/evidence-note.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import { lookUpCall } from './look-up-call.ts';
import { mayStillRing } from './may-still-ring.ts';
import type { RecoveryPorts } from './recovery-ports.ts';
import type { RecoveryRules } from './resume-alert.ts';
import { takingBack } from './taking-back.ts';

/** Between two looks, and between two messages that something is to be told. */
const LOOK_AGAIN_MS = 60_000;

/**
 * The alert became a case because nobody could confirm its call. The call may exist all the same and wait for an agent:
 * when it must not ring any more it is looked for once more and taken back, and what is found is told on the task.
 */
export async function resumeCaseRinging(
  alert: AlertRecord,
  now: Date,
  ports: RecoveryPorts,
  rules: RecoveryRules,
): Promise<AlertOutcome> {
  const told = evidenceKey(alert);
  if (alert.state === 'CASED' && told !== undefined && told !== alert.noted) {
    await ports.ledger.lookAgain(alert, now, after(now, LOOK_AGAIN_MS));
    await ports.outbox.followUp({ key: alert.key });
    return alertOutcome('resumed', 'evidence', alert);
  }
  if (alert.ring === 'rung' || alert.ring === 'withdrawn')
    return settled(alert, 'its call is settled', ports);
  const verdict = await mayStillRing(alert, now, ports, rules);
  if (verdict.kind === 'yes') {
    await ports.ledger.lookAgain(alert, now, alert.mustRingBy);
    return alertOutcome('waiting', 'an agent', alert);
  }
  return takeBack(alert, now, ports, rules);
}

/** Takes the call of a case back, if it can be found. */
export async function takeBack(
  alert: AlertRecord,
  now: Date,
  ports: RecoveryPorts,
  { protocol }: RecoveryRules,
): Promise<AlertOutcome> {
  const callId = alert.evidence ?? (await lookUpCall(alert, ports, protocol));
  if (callId === undefined) return notFound(alert, now, ports, protocol);
  const taken = await takingBack(alert, callId, ports);
  if (taken.kind === 'given up') return settled(alert, 'its call was never taken back', ports);
  if (taken.kind === 'put off') {
    await ports.ledger.lookAgain(alert, now, taken.until);
    return alertOutcome('waiting', 'not taken back', alert);
  }
  const ring = taken.kind === 'served' ? 'rung' : 'withdrawn';
  await ports.ledger.recordRingOfCase(alert, { callId, ring, now: ports.clock.now() });
  return alertOutcome(ring, 'the call of a case', alert);
}

/** The search is late, so it is repeated for as long as ringing is still lawful, or for as long as it was before. */
async function notFound(
  alert: AlertRecord,
  now: Date,
  ports: RecoveryPorts,
  { closingMarginMs, reconcileMs }: Protocol,
): Promise<AlertOutcome> {
  const { mustRingBy, decidedAt = now } = alert;
  const until = mustRingBy ? after(mustRingBy, closingMarginMs) : after(decidedAt, reconcileMs);
  if (now > until) return settled(alert, 'its call was never found', ports);
  await ports.ledger.lookAgain(alert, now, after(now, LOOK_AGAIN_MS));
  return alertOutcome('waiting', 'certainty', alert);
}

async function settled(alert: AlertRecord, reason: string, ports: RecoveryPorts): Promise<AlertOutcome> {
  await ports.ledger.endRinging(alert);
  return alertOutcome('settled', reason, alert);
}
