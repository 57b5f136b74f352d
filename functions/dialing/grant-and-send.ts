import { type AlertOutcome, alertOutcome, letWait } from '../alert/ending.ts';
import { tellPace } from '../alert/tell-pace.ts';
import { TransientError } from '../errors.ts';
import type { DialRequest } from '../messages/alert-facts.ts';
import type { AlertRecord, Grant } from '../ports/ledger.ts';
import type { CallRequest } from '../ports/telephony.ts';
import type { DialingRules, JudgedNow } from './ask-again.ts';
import { concludeCall } from './conclude-call.ts';
import type { DialingPorts } from './dialing-ports.ts';
import { after, type Protocol, TURN_MS } from './protocol.ts';
import { releasedUnlessDialed, reserveAttempt } from './reserve-attempt.ts';
import { TO_WRITE_DOWN_MS } from './take-turn.ts';

/** An alert that may be dialed now, as far as was known at `readAt`. */
export interface Dialable {
  readonly alert: AlertRecord;
  readonly request: DialRequest;
  readonly judged: Extract<JudgedNow, { kind: 'may-dial' }>;
  /** When the first of what is known was read. */
  readonly readAt: Date;
  /** When its turn on the platform came: it is granted soon after, or waits for another. */
  readonly turnAt: Date;
  /** Until the function is cut off. */
  remainingMs(): number;
}

/**
 * Writes the grant (G2), asks the guard (G3) and sends the one request. The kill switch is read between the two, as
 * late as a read can be; everything else the guard asks is asked synchronously right before the socket.
 * @throws {TransientError} what is known is too old to act on, or the ledger cannot be reached
 */
export async function grantAndSend(
  dialable: Dialable,
  ports: DialingPorts,
  rules: DialingRules,
): Promise<AlertOutcome> {
  const { alert, request, judged, readAt, turnAt } = dialable;
  const { clock, ledger, random } = ports;
  const { protocol } = rules;
  const now = clock.now();
  if (now.getTime() - readAt.getTime() > protocol.freshnessMs) {
    throw new TransientError('read_too_old', 'what allows the call was read too long ago');
  }
  if (now >= after(turnAt, TURN_MS)) {
    return letWait(alert, { reason: 'turn_missed', retryAfterMs: undefined }, ports);
  }
  const attempt = { attemptId: random.id(), now };
  if (!(await reserveAttempt(attempt, dialable, ports))) {
    return letWait(alert, { reason: 'attempts_changed', retryAfterMs: undefined }, ports);
  }
  const move = await ledger.grant(alert, grantOf(alert, judged, attempt, rules));
  if (move.kind === 'lost') return alertOutcome('already_moved', move.alert?.state ?? 'gone', alert);
  const { call, left } = send(move.alert, dialable, ports, protocol);
  const [outcome] = await Promise.all([
    concludeCall(call, move.alert, request, ports, rules),
    tellPace(call, left, ports),
  ]);
  return outcome;
}

function grantOf(
  alert: AlertRecord,
  judged: Dialable['judged'],
  { attemptId, now }: Pick<Grant, 'attemptId' | 'now'>,
  { protocol, contactListId }: DialingRules,
): Grant {
  const sendBy = after(now, protocol.sendMs);
  const deadline = after(sendBy, protocol.requestMs);
  const expiry = after(deadline, protocol.graceMs);
  return {
    attemptId,
    now,
    sendBy,
    deadline,
    nextAt: alert.nextAt && alert.nextAt > expiry ? alert.nextAt : after(expiry, protocol.clockErrorMs),
    decision: judged.decision,
    maskedPhone: judged.maskedPhone,
    earlier: judged.earlier,
    ...(contactListId !== undefined && { contactListId }),
  };
}

/** The request, and whether it got as far as the socket. */
function send(
  granted: AlertRecord,
  { request, judged, remainingMs }: Dialable,
  { attempts, clock, ledger, telephony }: DialingPorts,
  protocol: Protocol,
): { readonly call: Promise<string>; left(): boolean } {
  let left = false;
  const mayStillSend = (): boolean => {
    const at = clock.now();
    const inTime = at < (granted.sendBy ?? at) && remainingMs() > protocol.requestMs + TO_WRITE_DOWN_MS;
    left = inTime && judged.mayDialAt(at);
    return left;
  };
  const placed = async (): Promise<string> => {
    await mustGoOn(ledger);
    return telephony.placeCall(callOf(granted, request, judged.phoneE164), mayStillSend);
  };
  return {
    call: releasedUnlessDialed(placed(), granted, judged.book, { attempts, clock }),
    left: () => left,
  };
}

/** @throws {TransientError} dialing was stopped, or nobody can say that it was not */
async function mustGoOn(ledger: DialingPorts['ledger']): Promise<void> {
  const stop = await ledger.readStop().catch((error: unknown) => {
    throw new TransientError('not_sent', 'whether dialing is stopped is not known', { cause: error });
  });
  if (stop) throw new TransientError('dialing_stopped', 'dialing was stopped before the request left');
}

function callOf(granted: AlertRecord, { route }: DialRequest, phoneE164: string): CallRequest {
  return {
    phoneE164,
    routingQueue: route.routingQueue,
    skillIds: route.skillIds,
    priority: route.priority,
    callData: {
      sensorId: granted.sensorId,
      alertType: granted.alertType,
      referenceId: granted.telemetryRef,
      attemptId: granted.attemptId ?? '',
    },
  };
}
