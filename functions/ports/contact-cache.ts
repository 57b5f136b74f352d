import type { Customer } from '../messages/customer.ts';

/** A customer as the CRM described it at `fetchedAt`. */
export interface CachedCustomer {
  readonly customer: Customer;
  readonly fetchedAt: Date;
}

/** Remembers customers for 24 h. The only port besides the CRM through which personal data passes. */
export interface ContactCache {
  /** The last description kept, if younger than 24 h at `now`; else `undefined`. Repeatable. */
  read(customerId: string, now: Date): Promise<CachedCustomer | undefined>;
  /** Keeps a description. An older one never replaces a newer one; repeating changes nothing. */
  keep(cached: CachedCustomer): Promise<void>;
}
