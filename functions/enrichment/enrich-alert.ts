import { classify } from '../alert/classify.ts';
import { type AlertOutcome, alertOutcome, deferAlert, type EndingPorts, letWait } from '../alert/ending.ts';
import { RejectedError, TransientError } from '../errors.ts';
import type { AlertClasses } from '../messages/alert-class.ts';
import type { AlertFacts, EnrichmentRequest } from '../messages/alert-facts.ts';
import type { TierRules } from '../messages/settings.ts';
import type { Customers } from '../ports/customers.ts';
import { routeCall } from './route-call.ts';

export interface EnrichmentPorts extends EndingPorts {
  readonly customers: Customers;
}

export interface EnrichmentRules {
  readonly classes: AlertClasses;
  readonly tiers: TierRules;
}

/**
 * Finds out who the customer is and which queue should take the call; its outcome names how fresh that is. Repeatable: a second run leaves a second
 * message, and dialing grants only one call.
 * @throws {TransientError} the ledger or a queue cannot be reached
 */
export async function enrichAlert(
  { alert }: EnrichmentRequest,
  ports: EnrichmentPorts,
  rules: EnrichmentRules,
): Promise<AlertOutcome> {
  const reading = await ports.customers.read(alert.customerId, alert.severity).catch(expected);
  if (reading instanceof Error || reading === undefined) return withoutCustomer(alert, reading, ports);
  const { customer, freshness, fetchedAt } = reading;
  const route = routeCall(customer.accountTier, classify(alert.alertType, rules.classes).class, rules.tiers);
  await ports.outbox.judge({ alert, route, customer: { freshness, fetchedAt } });
  return alertOutcome(`enriched_${freshness}`, route.verdict, alert);
}

function expected(error: unknown): RejectedError | TransientError {
  if (error instanceof RejectedError || error instanceof TransientError) return error;
  throw error;
}

/** Unknown or unreadable customers are not called; a CRM that cannot be asked is asked again. */
async function withoutCustomer(
  alert: AlertFacts,
  failure: RejectedError | TransientError | undefined,
  ports: EnrichmentPorts,
): Promise<AlertOutcome> {
  const reason = failure?.reason ?? 'unknown_customer';
  const there = await ports.ledger.read(alert.key);
  if (there?.state !== 'OPEN') return alertOutcome('already_moved', reason, alert);
  return failure instanceof TransientError
    ? letWait(there, failure, ports)
    : deferAlert(there, { reason }, ports);
}
