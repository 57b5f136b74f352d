import { classify } from '../alert/classify.ts';
import { type AlertOutcome, alertOutcome, deferAlert, type EndingPorts, letWait } from '../alert/ending.ts';
import type { AlertClasses } from '../messages/alert-class.ts';
import type { AlertFacts, ComplianceRequest } from '../messages/alert-facts.ts';
import type { CachedCustomer, ContactCache } from '../ports/contact-cache.ts';
import { maskedPhone } from '../runtime/redaction.ts';
import {
  type DialVerdict,
  decisionOf,
  dialVerdict,
  isUnknown,
  permissionRequest,
  releaseAt,
} from './dial-verdict.ts';
import { candidateZones } from './dialing-permission.ts';
import type { PermissionPolicy } from './permission.ts';

export interface CompliancePorts extends EndingPorts {
  readonly contacts: ContactCache;
}

export interface ComplianceRules {
  readonly classes: AlertClasses;
  readonly policy: PermissionPolicy;
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
  { alert, route, customer }: ComplianceRequest,
  ports: CompliancePorts,
  rules: ComplianceRules,
): Promise<AlertOutcome> {
  const now = ports.clock.now();
  const known = await ports.contacts.read(alert.customerId, now);
  if (!known || isUnknown(known.fetchedAt, now, rules.doNotDisturbMaxAgeMs)) {
    return wait(alert, { reason: 'do_not_disturb_unknown', retryAfterMs: undefined }, ports);
  }
  const request = permissionRequest(
    known.customer,
    classify(alert.alertType, rules.classes).class.purpose,
    now,
  );
  const verdict = dialVerdict(candidateZones(request), request, rules.policy, rules.openingMarginMs);
  if (verdict.kind === 'refuse') return refuse(alert, verdict, known, ports);
  if (verdict.kind === 'wait') {
    return wait(alert, { reason: 'window_just_opened', retryAfterMs: rules.openingMarginMs }, ports);
  }
  await ports.outbox.dial({ alert, route, customer, decision: decisionOf(verdict.permission, now) });
  return alertOutcome('allowed', verdict.permission.versions.policy, alert);
}

async function refuse(
  alert: AlertFacts,
  verdict: Extract<DialVerdict, { kind: 'refuse' }>,
  known: CachedCustomer,
  ports: CompliancePorts,
): Promise<AlertOutcome> {
  const { reason } = verdict.permission;
  const there = await ports.ledger.read(alert.key);
  if (there?.state !== 'OPEN') return alertOutcome('already_moved', reason, alert);
  return deferAlert(
    there,
    {
      reason,
      decision: decisionOf(verdict.permission, ports.clock.now()),
      maskedPhone: maskedPhone(known.customer.phoneNumber),
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
