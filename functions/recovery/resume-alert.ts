import { isStale } from '../alert/age.ts';
import { type AlertOutcome, alertOutcome, deferAlert, type EndingPorts } from '../alert/ending.ts';
import { factsOf } from '../alert/facts.ts';
import { LOOK_WITHIN_MS, waitMs } from '../alert/waiting.ts';
import { after, leaseMs, type Protocol } from '../dialing/protocol.ts';
import type { AlertClasses } from '../messages/alert-class.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import type { RecoveryPorts } from './recovery-ports.ts';
import { resumeUncertain } from './resume-uncertain.ts';

export interface RecoveryRules {
  readonly maxAgeMs: number;
  readonly protocol: Protocol;
  /** Tell what a call is for, and so which opt-outs forbid it. */
  readonly classes: AlertClasses;
}

/**
 * Moves one alert whose appointment has come (`dialing-protocol.md` section 6). Reads it again first, because the
 * list it came from may be stale. Repeatable, by any number of workers at once.
 * @throws {TransientError} a store or a queue cannot be reached; the next sweep tries again
 */
export async function resumeAlert(
  key: string,
  ports: RecoveryPorts,
  rules: RecoveryRules,
): Promise<AlertOutcome> {
  const now = ports.clock.now();
  const alert = await ports.ledger.read(key);
  if (!alert?.nextAt || alert.nextAt > now) {
    return { outcome: 'already_moved', reason: 'not due', key, lane: alert?.severity ?? 'standard' };
  }
  switch (alert.state) {
    case 'OPEN':
      return resumeOpen(alert, now, ports, rules);
    case 'PLACING':
      return resumePlacing(alert, now, ports, rules);
    case 'UNCERTAIN':
      return resumeUncertain(alert, now, ports, rules.protocol);
    case 'CASE_PENDING':
      return resumeCase(alert, now, ports);
    case 'PLACED':
    case 'CASED':
    case 'SUPPRESSED':
    case 'QUARANTINED':
      return alertOutcome('already_moved', alert.state, alert);
    default:
      return alert.state satisfies never;
  }
}

/** The claim comes before the slot, so that no later pass can ever end in a suppression. */
async function resumeOpen(
  alert: AlertRecord,
  now: Date,
  ports: RecoveryPorts,
  { maxAgeMs, protocol }: RecoveryRules,
): Promise<AlertOutcome> {
  if (isStale(alert.raisedAt, now, maxAgeMs)) return deferAlert(alert, { reason: 'stale' }, ports);
  if (alert.notBefore && alert.notBefore > now) return waitForItsTime(alert, alert.notBefore, now, ports);
  const paused = waitsForPlatform(alert) ? await ports.pace.pausedUntil() : undefined;
  if (paused && paused > now) return waitForItsTime(alert, paused, now, ports);
  const claimed = await ports.ledger.claim(alert, after(now, leaseMs(protocol, alert.passes + 1)));
  if (claimed.kind === 'lost') return alertOutcome('already_moved', 'claimed by another', alert);
  const at = ports.clock.now();
  if (at.getTime() - now.getTime() > protocol.freshnessMs) {
    return alertOutcome('waiting', 'claimed too long ago', alert);
  }
  const until = after(at, protocol.suppressionMs + protocol.slotSurplusMs);
  const slot = await ports.ledger.reserveSlot(claimed.alert, at, until);
  if (slot.kind === 'held') return deferAlert(claimed.alert, { reason: 'slot_lost', lostTo: slot.by }, ports);
  if (slot.kind === 'contended') return alertOutcome('waiting', 'slot_undecided', alert);
  await ports.outbox.enrich({ alert: factsOf(claimed.alert, slot.until) });
  return alertOutcome('resumed', alert.waitingFor ?? 'lease over', alert);
}

/** Such an alert was ready to be dialed: sending it round again while the platform is paused would be for nothing. */
const waitsForPlatform = ({ waitingFor }: AlertRecord): boolean =>
  waitingFor === 'telephony_breaker_open' || waitingFor === 'telephony_throttled';

/** The platform asked for patience that has not ended yet. */
async function waitForItsTime(
  alert: AlertRecord,
  notBefore: Date,
  now: Date,
  ports: EndingPorts,
): Promise<AlertOutcome> {
  const look = after(now, LOOK_WITHIN_MS);
  const reason = alert.waitingFor ?? 'its time';
  await ports.ledger.wait(alert, notBefore < look ? notBefore : look, reason);
  return alertOutcome('waiting', reason, alert);
}

async function resumePlacing(
  alert: AlertRecord,
  now: Date,
  ports: EndingPorts,
  { protocol }: RecoveryRules,
): Promise<AlertOutcome> {
  const expiry = after(alert.deadline ?? now, protocol.graceMs);
  if (expiry >= now) {
    await ports.ledger.wait(alert, after(expiry, protocol.clockErrorMs), 'answer of the platform');
    return alertOutcome('waiting', 'answer of the platform', alert);
  }
  await ports.ledger.expireGrant(alert, now, after(now, protocol.searchMs));
  return alertOutcome('uncertain', 'grant expired without an answer', alert);
}

/** The message to the follow-up worker was lost, or its last try failed. */
async function resumeCase(alert: AlertRecord, now: Date, ports: EndingPorts): Promise<AlertOutcome> {
  const next = after(now, waitMs(alert.passes, undefined, ports.random.fraction()));
  await ports.ledger.wait(alert, next, 'follow-up');
  await ports.outbox.followUp({ key: alert.key });
  return alertOutcome('resumed', 'follow-up', alert);
}
