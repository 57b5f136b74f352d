import { isStale } from '../alert/age.ts';
import { type AlertOutcome, alertOutcome, deferAlert, type EndingPorts, letWait } from '../alert/ending.ts';
import { TransientError } from '../errors.ts';
import type { DialRequest } from '../messages/alert-facts.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import { type AskedAgain, askAgain, type DialingRules } from './ask-again.ts';
import { concludeCall } from './conclude-call.ts';
import type { DialingPorts } from './dialing-ports.ts';
import { after, neededSlotMs } from './protocol.ts';

/**
 * One pass of dialing over one alert: slot long enough, permission asked again, grant, guard, one request, and its
 * outcome written down. A second delivery of the message finds the alert moved and does nothing.
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
  const alert = await ports.ledger.read(request.alert.key);
  const stopped = await notDialable(alert, request, readAt, ports, rules);
  if (stopped || !alert) return stopped ?? alertOutcome('already_moved', 'no such alert', request.alert);
  const asked = await askAgain(alert, request, ports, rules);
  if (asked.kind === 'ended') return asked.outcome;
  const notReady = await prepare(alert, request, readAt, ports, rules);
  if (notReady) return notReady;
  return grantAndSend(alert, request, asked, remainingMs, ports, rules);
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

/** A token at hand and a slot that outlives the call; `undefined` when both are there. */
async function prepare(
  alert: AlertRecord,
  request: DialRequest,
  readAt: Date,
  ports: DialingPorts,
  { protocol }: DialingRules,
): Promise<AlertOutcome | undefined> {
  try {
    await ports.telephony.prepare();
  } catch (error) {
    if (error instanceof TransientError) return letWait(alert, error, ports);
    throw error;
  }
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

async function grantAndSend(
  alert: AlertRecord,
  request: DialRequest,
  asked: Extract<AskedAgain, { kind: 'may-dial' }>,
  remainingMs: () => number,
  ports: DialingPorts,
  rules: DialingRules,
): Promise<AlertOutcome> {
  const { clock, ledger, random, telephony } = ports;
  const { protocol } = rules;
  const now = clock.now();
  const sendBy = after(now, protocol.sendMs);
  const deadline = after(sendBy, protocol.requestMs);
  const expiry = after(deadline, protocol.graceMs);
  const move = await ledger.grant(alert, {
    attemptId: random.id(),
    now,
    sendBy,
    deadline,
    nextAt: alert.nextAt && alert.nextAt > expiry ? alert.nextAt : after(expiry, protocol.clockErrorMs),
    decision: asked.decision,
    maskedPhone: asked.maskedPhone,
    earlier: asked.earlier,
  });
  if (move.kind === 'lost') return alertOutcome('already_moved', move.alert?.state ?? 'gone', alert);
  const granted = move.alert;
  const mayStillSend = (): boolean => {
    const at = clock.now();
    const inTime = at < (granted.sendBy ?? at) && remainingMs() > protocol.requestMs + 2000;
    return inTime && asked.mayDialAt(at);
  };
  const call = telephony.placeCall(
    {
      phoneE164: asked.phoneE164,
      routingQueue: request.route.routingQueue,
      skillIds: request.route.skillIds,
      priority: request.route.priority,
      callData: {
        sensorId: alert.sensorId,
        alertType: alert.alertType,
        referenceId: alert.telemetryRef,
        attemptId: granted.attemptId ?? '',
      },
    },
    mayStillSend,
  );
  return concludeCall(call, granted, request, ports, rules);
}
