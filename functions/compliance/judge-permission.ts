import { type AlertOutcome, alertOutcome, deferAlert, type EndingPorts, letWait } from '../alert/ending.ts';
import { readParty } from '../alert/read-party.ts';
import type { AlertClasses } from '../messages/alert-class.ts';
import type { AlertFacts, ComplianceRequest } from '../messages/alert-facts.ts';
import type { Attempts } from '../ports/attempts.ts';
import type { ContactCache } from '../ports/contact-cache.ts';
import type { Suppressions } from '../ports/suppressions.ts';
import { maskedPhone } from '../runtime/redaction.ts';
import { permissionRequest } from './called-party.ts';
import { contactDigest } from './contact-digest.ts';
import { type Basis, decisionOf } from './decision-record.ts';
import { type DialVerdict, dialVerdict, isUnknown, releaseAt } from './dial-verdict.ts';
import { candidateZones } from './dialing-permission.ts';
import { policyFor, type StagePolicies } from './stage-policy.ts';

export interface CompliancePorts extends EndingPorts {
  readonly contacts: ContactCache;
  readonly suppressions: Pick<Suppressions, 'read'>;
  readonly attempts: Pick<Attempts, 'read'>;
}

export interface ComplianceRules extends StagePolicies {
  readonly classes: AlertClasses;
  readonly openingMarginMs: number;
  /** A do-not-disturb flag older than this is unknown, and unknown means no. */
  readonly doNotDisturbMaxAgeMs: number;
}

/**
 * Asks whether the customer may be called and sends the alert on to dialing, to a follow-up, or to wait. An allowed
 * verdict travels in the message and is written with the grant; a refusal is written here. Repeatable.
 * @throws {TransientError} a store or a queue cannot be reached
 */
export async function judgePermission(
  { alert, route, customer: reading }: ComplianceRequest,
  ports: CompliancePorts,
  rules: ComplianceRules,
): Promise<AlertOutcome> {
  const at = ports.clock.now();
  const known = await ports.contacts.read(alert.customerId, at);
  if (!known || isUnknown(known.fetchedAt, at, rules.doNotDisturbMaxAgeMs)) {
    return wait(alert, { reason: 'do_not_disturb_unknown', retryAfterMs: undefined }, ports);
  }
  const { party } = await readParty({ alert, customer: known.customer, now: at }, ports, rules);
  const request = permissionRequest(party, at);
  const zones = candidateZones(request);
  const verdict = dialVerdict(zones, request, policyFor(rules, request.purpose), rules.openingMarginMs);
  const basis = { party, zones, reading: { ...reading, fetchedAt: known.fetchedAt }, at };
  if (verdict.kind === 'refuse') return refuse(alert, verdict, basis, ports);
  if (verdict.kind === 'wait') {
    return wait(alert, { reason: 'window_just_opened', retryAfterMs: rules.openingMarginMs }, ports);
  }
  await ports.outbox.dial({
    alert,
    route,
    customer: reading,
    decision: decisionOf(verdict.permission, basis),
    contactDigest: contactDigest(known.customer, alert.telemetryRef),
  });
  return alertOutcome('allowed', verdict.permission.versions.policy, alert);
}

async function refuse(
  alert: AlertFacts,
  verdict: Extract<DialVerdict, { kind: 'refuse' }>,
  basis: Basis,
  ports: CompliancePorts,
): Promise<AlertOutcome> {
  const { reason } = verdict.permission;
  const there = await ports.ledger.read(alert.key);
  if (there?.state !== 'OPEN') return alertOutcome('already_moved', reason, alert);
  return deferAlert(
    there,
    {
      reason,
      decision: decisionOf(verdict.permission, basis),
      maskedPhone: maskedPhone(basis.party.customer.phoneNumber),
      ...releaseAt(verdict, alert.slotUntil),
    },
    ports,
  );
}

async function wait(
  alert: AlertFacts,
  cause: { readonly reason: string; readonly retryAfterMs: number | undefined },
  ports: CompliancePorts,
): Promise<AlertOutcome> {
  const there = await ports.ledger.read(alert.key);
  if (there?.state !== 'OPEN') return alertOutcome('already_moved', cause.reason, alert);
  return letWait(there, cause, ports);
}
