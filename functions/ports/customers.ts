import type { Severity } from '../messages/alert-class.ts';
import type { ReadingAge } from '../messages/alert-facts.ts';
import type { Customer } from '../messages/customer.ts';

/** A customer and how old the knowledge is. */
export interface CustomerReading extends ReadingAge {
  readonly customer: Customer;
}

/** The customer, from wherever it can be had soonest: fresh cache, CRM, older cache. */
export interface Customers {
  /**
   * `undefined` when the CRM says there is no such customer. Repeatable; a live reading is kept for the next.
   * `severity`: what is asked for critical alerts goes first. @default standard
   * @throws {TransientError} the CRM cannot be asked and nothing younger than 24 h is kept
   * @throws {RejectedError} the CRM's answer is unreadable and nothing is kept
   */
  read(customerId: string, severity?: Severity): Promise<CustomerReading | undefined>;
}
