import type { EndingPorts } from '../alert/ending.ts';
import type { Customers } from '../ports/customers.ts';
import type { Telephony } from '../ports/telephony.ts';

/** What dialing touches. */
export interface DialingPorts extends EndingPorts {
  readonly customers: Customers;
  readonly telephony: Telephony;
}
