import { type AlertOutcome, deferAlert, letWait } from '../alert/ending.ts';
import { partyWithoutStanding, readParty } from '../alert/read-party.ts';
import { type CalledParty, permissionRequest } from '../compliance/called-party.ts';
import { contactDigest } from '../compliance/contact-digest.ts';
import { decisionOf, recordedZones } from '../compliance/decision-record.ts';
import { type DialVerdict, dialVerdict, isUnknown, releaseAt } from '../compliance/dial-verdict.ts';
import { policyFor, type StagePolicies } from '../compliance/stage-policy.ts';
import { RejectedError, TransientError } from '../errors.ts';
import type { AlertClasses } from '../messages/alert-class.ts';
import type { Decision, DialRequest } from '../messages/alert-facts.ts';
import type { AttemptBook } from '../ports/attempts.ts';
import type { CustomerReading } from '../ports/customers.ts';
import type { AlertRecord, Transition } from '../ports/ledger.ts';
import { maskedPhone } from '../runtime/redaction.ts';
import type { DialingPorts } from './dialing-ports.ts';
import type { TurnRules } from './take-turn.ts';

export interface DialingRules extends TurnRules, StagePolicies {
  /** `false` is a dry run: everything but the grant. */
  readonly armed: boolean;
  /** Narrows whom an armed stage may call, E.164; empty means everybody. */
  readonly allowNumbers: readonly string[];
  readonly classes: AlertClasses;
  /** The contact list the requests are for. @default they are for callbacks */
  readonly contactListId?: string;
  readonly maxAgeMs: number;
  readonly doNotDisturbMaxAgeMs: number;
}

/** What is known of the customer, and that nothing in it forbids the call. */
export type AskedAgain =
  | { readonly kind: 'ended'; readonly outcome: AlertOutcome }
  | { readonly kind: 'so-far'; readonly reading: CustomerReading };

/** What is judged: an alert, what was asked for it, and what is known of its customer. */
export interface Judged {
  readonly alert: AlertRecord;
  readonly request: DialRequest;
  readonly reading: CustomerReading;
}

/** Whether the alert may be dialed now. `mayDialAt` asks the same rules again right before the socket. */
export type JudgedNow =
  | { readonly kind: 'ended'; readonly outcome: AlertOutcome }
  | {
      readonly kind: 'may-dial';
      readonly phoneE164: string;
      readonly maskedPhone: string;
      readonly decision: Decision;
      readonly earlier: readonly Transition[];
      /** Where an attempt must be reserved before the grant; absent when no rule counts attempts and nobody is shown them. */
      readonly book?: AttemptBook;
      mayDialAt(instant: Date): boolean;
    };

/**
 * Looks who the customer is now, since the alert may have waited in its lane for long, and ends the pass for whom the
 * rules refuse even without what our own stores say. The zones are those compliance found; a customer with another
 * number or zone goes back to it.
 * @throws {TransientError} a store cannot be reached
 */
export async function askAgain(
  alert: AlertRecord,
  request: DialRequest,
  ports: DialingPorts,
  rules: DialingRules,
): Promise<AskedAgain> {
  const reading = await ports.customers.read(alert.customerId, alert.severity).catch(expected);
  if (reading instanceof TransientError) return ended(await letWait(alert, reading, ports));
  if (reading instanceof Error) return ended(await deferAlert(alert, { reason: reading.reason }, ports));
  if (!reading) return ended(await deferAlert(alert, { reason: 'unknown_customer' }, ports));
  if (isUnknown(reading.fetchedAt, ports.clock.now(), rules.doNotDisturbMaxAgeMs)) {
    return ended(await letWait(alert, { reason: 'do_not_disturb_unknown', retryAfterMs: undefined }, ports));
  }
  if (contactDigest(reading.customer, alert.telemetryRef) !== request.contactDigest) {
    return ended(await letWait(alert, { reason: 'contact_changed', retryAfterMs: undefined }, ports));
  }
  const party = partyWithoutStanding(alert, reading.customer, rules);
  const verdict = verdictAt(ports.clock.now(), party, request, rules);
  const mayGoOn = refusalOf(verdict, reading.customer.phoneNumber, rules) === undefined;
  if (mayGoOn) return { kind: 'so-far', reading };
  const judged = await judgeNow({ alert, request, reading }, ports, rules);
  return judged.kind === 'ended' ? judged : { kind: 'so-far', reading };
}

/**
 * The whole judgement, with opt-outs, consent and attempts as they are now. To be asked as late as a read can be, right
 * before the grant.
 * @throws {TransientError} a store cannot be reached
 */
export async function judgeNow(
  { alert, request, reading }: Judged,
  ports: DialingPorts,
  rules: DialingRules,
): Promise<JudgedNow> {
  const { customer } = reading;
  const { party, book } = await readParty({ alert, customer, now: ports.clock.now() }, ports, rules);
  const at = ports.clock.now();
  const verdict = verdictAt(at, party, request, rules);
  if (verdict.kind === 'wait') {
    const wait = { reason: 'window_just_opened', retryAfterMs: rules.protocol.openingMarginMs };
    return ended(await letWait(alert, wait, ports));
  }
  const zones = recordedZones(request.decision);
  const decision = decisionOf(verdict.permission, { party, zones, reading, at });
  const phoneE164 = customer.phoneNumber;
  const told = { decision, maskedPhone: maskedPhone(phoneE164) };
  const refusal = refusalOf(verdict, phoneE164, rules);
  if (refusal) {
    const release = verdict.kind === 'refuse' ? releaseAt(verdict, request.alert.slotUntil) : {};
    return ended(await deferAlert(alert, { reason: refusal, ...told, ...release }, ports));
  }
  return {
    kind: 'may-dial',
    phoneE164,
    ...told,
    earlier: stepsBefore(request),
    ...(book && { book }),
    mayDialAt: (instant) => verdictAt(instant, party, request, rules).kind === 'dial',
  };
}

function verdictAt(
  instant: Date,
  party: CalledParty,
  { decision }: DialRequest,
  rules: DialingRules,
): DialVerdict {
  const request = permissionRequest(party, instant);
  const policy = policyFor(rules, request.purpose);
  return dialVerdict(recordedZones(decision), request, policy, rules.protocol.openingMarginMs);
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

const ended = (outcome: AlertOutcome) => ({ kind: 'ended', outcome }) as const;
