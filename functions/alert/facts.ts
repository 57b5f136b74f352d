import type { AlertFacts } from '../messages/alert-facts.ts';
import type { NewAlert } from '../ports/ledger.ts';

/** What messages carry about an alert whose slot is owned until `slotUntil`. */
export function factsOf(alert: NewAlert, slotUntil: Date): AlertFacts {
  const { key, customerId, sensorId, alertType, className, severity, raisedAt, telemetryRef } = alert;
  return { key, customerId, sensorId, alertType, className, severity, raisedAt, telemetryRef, slotUntil };
}
