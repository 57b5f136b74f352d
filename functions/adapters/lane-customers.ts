import type { Severity } from '../messages/alert-class.ts';
import type { Customers } from '../ports/customers.ts';

/** Customers as each lane reads them: what critical alerts ask never stands behind what others ask. */
export function laneCustomers(lanes: Readonly<Record<Severity, Customers>>): Customers {
  return { read: (customerId, severity = 'standard') => lanes[severity].read(customerId, severity) };
}
