import { isStale } from '../alert/age.ts';
import { type AlertOutcome, alertOutcome, deferAlert, type EndingPorts, letWait } from '../alert/ending.ts';
import { TransientError } from '../errors.ts';
import type { DialRequest } from '../messages/alert-facts.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import { askAgain, type DialingRules, judgeNow } from './ask-again.ts';
import type { DialingPorts } from './dialing-ports.ts';
import { grantAndSend } from './grant-and-send.ts';
import { after, neededSlotMs } from './protocol.ts';
import { takeTurn } from './take-turn.ts';

/**
 * One pass of dialing over one alert: permission asked again, its turn waited for, slot long enough, judged once more as
 * late as can be, grant, guard, one request, and its outcome written down. A second delivery of the message finds the alert moved and does nothing.
 * `remainingMs`: until the function is cut off.
 * @throws {TransientError} a store cannot be reached; safe to deliver again
 */
export async function placeCall(
  request: DialRequest,
  remainingMs: () => number,
  ports: DialingPorts,
  rules: DialingRules,
): Promise<AlertOutcome> {
  const readAt = ports.clock.now();
  const { alert, stop } = await ports.ledger.readToDial(request.alert.key);
  const ended = await notDialable(alert, request, readAt, ports, rules);
  if (ended || !alert) return ended ?? alertOutcome('already_moved', 'no such alert', request.alert);
  if (stop) return letWait(alert, { reason: 'dialing_stopped', retryAfterMs: undefined }, ports);
  const asked = await askAgain(alert, request, ports, rules);
  if (asked.kind === 'ended') return asked.outcome;
  const withoutToken = await prepare(alert, ports);
  if (withoutToken) return withoutToken;
  const turn = await takeTurn({ alert, request }, remainingMs, ports, rules);
  if (turn.kind === 'put-off') return turn.outcome;
  const withoutSlot = await ownSlot(alert, request, readAt, ports, rules);
  if (withoutSlot) return withoutSlot;
  const judged = await judgeNow({ alert, request, reading: asked.reading }, ports, rules);
  if (judged.kind === 'ended') return judged.outcome;
  return grantAndSend({ alert, request, judged, readAt, turnAt: turn.at, remainingMs }, ports, rules);
}

/** Ends the pass for an alert that is not open, not due yet, or too old. */
async function notDialable(
  alert: AlertRecord | undefined,
  request: DialRequest,
  now: Date,
  ports: EndingPorts,
  rules: DialingRules,
): Promise<AlertOutcome | undefined> {
  if (!alert) return alertOutcome('already_moved', 'no such alert', request.alert);
  const { protocol } = rules;
  if (alert.state === 'PLACING' && alert.deadline && after(alert.deadline, protocol.graceMs) < now) {
    await ports.ledger.expireGrant(alert, now, after(now, protocol.searchMs));
    return alertOutcome('uncertain', 'grant expired without an answer', alert);
  }
  if (alert.state !== 'OPEN') return alertOutcome('already_moved', alert.state, alert);
  if (alert.notBefore && alert.notBefore > now) return alertOutcome('waiting', 'not before its time', alert);
  if (isStale(alert.raisedAt, now, rules.maxAgeMs)) return deferAlert(alert, { reason: 'stale' }, ports);
  return undefined;
}

/** Before its turn comes, so that a request whose turn has come can leave; `undefined` when a token is at hand. */
async function prepare(alert: AlertRecord, ports: DialingPorts): Promise<AlertOutcome | undefined> {
  try {
    await ports.telephony.prepare();
    return undefined;
  } catch (error) {
    if (error instanceof TransientError) return letWait(alert, error, ports);
    throw error;
  }
}

/** A slot that outlives a call granted now; `undefined` when the alert owns one. */
async function ownSlot(
  alert: AlertRecord,
  request: DialRequest,
  readAt: Date,
  ports: DialingPorts,
  { protocol }: DialingRules,
): Promise<AlertOutcome | undefined> {
  const now = ports.clock.now();
  if (request.alert.slotUntil >= after(now, neededSlotMs(protocol))) return undefined;
  if (now.getTime() - readAt.getTime() > protocol.freshnessMs) {
    throw new TransientError('read_too_old', 'the alert was read too long ago to reserve for it');
  }
  const until = after(now, protocol.suppressionMs + protocol.slotSurplusMs);
  const slot = await ports.ledger.reserveSlot(alert, now, until);
  if (slot.kind === 'held') return deferAlert(alert, { reason: 'slot_lost', lostTo: slot.by }, ports);
  const longEnough = slot.kind === 'owned' && slot.until >= after(now, neededSlotMs(protocol));
  return longEnough
    ? undefined
    : letWait(alert, { reason: 'slot_undecided', retryAfterMs: undefined }, ports);
}
