import { classify } from '../alert/classify.ts';
import { type AlertOutcome, deferAlert, letWait } from '../alert/ending.ts';
import {
  type DialVerdict,
  decisionOf,
  dialVerdict,
  isUnknown,
  permissionRequest,
  releaseAt,
} from '../compliance/dial-verdict.ts';
import { candidateZones } from '../compliance/dialing-permission.ts';
import type { PermissionPolicy } from '../compliance/permission.ts';
import { RejectedError, TransientError } from '../errors.ts';
import type { AlertClasses } from '../messages/alert-class.ts';
import type { Decision, DialRequest } from '../messages/alert-facts.ts';
import type { CustomerReading } from '../ports/customers.ts';
import type { AlertRecord, Transition } from '../ports/ledger.ts';
import { maskedPhone } from '../runtime/redaction.ts';
import type { DialingPorts } from './dialing-ports.ts';
import type { Protocol } from './protocol.ts';

export interface DialingRules {
  /** `false` is a dry run: everything but the grant. */
  readonly armed: boolean;
  /** Narrows whom an armed stage may call, E.164; empty means everybody. */
  readonly allowNumbers: readonly string[];
  readonly classes: AlertClasses;
  readonly policy: PermissionPolicy;
  readonly maxAgeMs: number;
  readonly doNotDisturbMaxAgeMs: number;
  readonly protocol: Protocol;
}

/** Whether the alert may be dialed now. `mayDialAt` asks the same rules again right before the socket. */
export type AskedAgain =
  | { readonly kind: 'ended'; readonly outcome: AlertOutcome }
  | {
      readonly kind: 'may-dial';
      readonly phoneE164: string;
      readonly maskedPhone: string;
      readonly decision: Decision;
      readonly earlier: readonly Transition[];
      mayDialAt(instant: Date): boolean;
    };

/**
 * Asks compliance once more with what is known now: the alert may have waited in its lane for long.
 * @throws {TransientError} a store cannot be reached
 */
export async function askAgain(
  alert: AlertRecord,
  request: DialRequest,
  ports: DialingPorts,
  rules: DialingRules,
): Promise<AskedAgain> {
  const reading = await ports.customers.read(alert.customerId).catch(expected);
  if (reading instanceof TransientError) return ended(await letWait(alert, reading, ports));
  if (reading instanceof Error) return ended(await deferAlert(alert, { reason: reading.reason }, ports));
  if (!reading) return ended(await deferAlert(alert, { reason: 'unknown_customer' }, ports));
  const now = ports.clock.now();
  if (isUnknown(reading.fetchedAt, now, rules.doNotDisturbMaxAgeMs)) {
    return ended(await letWait(alert, { reason: 'do_not_disturb_unknown', retryAfterMs: undefined }, ports));
  }
  const judge = judgeWith(reading, alert, rules);
  const verdict = judge(now);
  if (verdict.kind === 'wait') {
    const wait = { reason: 'window_just_opened', retryAfterMs: rules.protocol.openingMarginMs };
    return ended(await letWait(alert, wait, ports));
  }
  const decision = decisionOf(verdict.permission, now);
  const phone = reading.customer.phoneNumber;
  const refusal = refusalOf(verdict, phone, rules);
  if (refusal) {
    const release = verdict.kind === 'refuse' ? releaseAt(verdict, request.alert.slotUntil) : {};
    const masked = maskedPhone(phone);
    return ended(
      await deferAlert(alert, { reason: refusal, decision, maskedPhone: masked, ...release }, ports),
    );
  }
  return {
    kind: 'may-dial',
    phoneE164: phone,
    maskedPhone: maskedPhone(phone),
    decision,
    earlier: stepsBefore(request),
    mayDialAt: (instant) => judge(instant).kind === 'dial',
  };
}

/** The zones are found anew: those in the message may belong to a number the customer no longer has. */
function judgeWith(
  { customer }: CustomerReading,
  alert: AlertRecord,
  rules: DialingRules,
): (instant: Date) => DialVerdict {
  const { purpose } = classify(alert.alertType, rules.classes).class;
  return (instant) => {
    const request = permissionRequest(customer, purpose, instant);
    return dialVerdict(candidateZones(request), request, rules.policy, rules.protocol.openingMarginMs);
  };
}

/** Why not to dial, or `undefined`. The stage's own switches come last, so that a dry run shows the real verdict. */
function refusalOf(verdict: DialVerdict, phone: string, rules: DialingRules): string | undefined {
  if (verdict.kind !== 'dial') return verdict.permission.reason;
  if (!rules.armed) return 'disarmed';
  const allowed = rules.allowNumbers.length === 0 || rules.allowNumbers.includes(phone);
  return allowed ? undefined : 'not_on_allow_list';
}

/** The steps whose facts travelled in the message; the grant writes them down, which saves two writes. */
function stepsBefore({ customer, route, decision }: DialRequest): Transition[] {
  return [
    { at: customer.fetchedAt, state: 'OPEN', reason: `customer ${customer.freshness}` },
    { at: decision.at, state: 'OPEN', reason: `${route.verdict} ${route.routingQueue}` },
    { at: decision.at, state: 'OPEN', reason: `permission ${decision.reason}` },
  ];
}

function expected(error: unknown): RejectedError | TransientError {
  if (error instanceof RejectedError || error instanceof TransientError) return error;
  throw error;
}

const ended = (outcome: AlertOutcome): AskedAgain => ({ kind: 'ended', outcome });
