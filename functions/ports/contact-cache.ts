import type { Customer } from '../messages/customer.ts';

/** A customer as the CRM described it at `fetchedAt`. */
export interface CachedCustomer {
  readonly customer: Customer;
  readonly fetchedAt: Date;
}

/** A description to be kept. */
export interface NewDescription extends CachedCustomer {
  /** When the CRM was asked for it; it is as old as this where it does not say when it changed. @default fetchedAt */
  readonly askedAt?: Date;
}

/** Remembers customers for 24 h. The only port besides the CRM through which personal data passes. */
export interface ContactCache {
  /** The last description kept, if younger than 24 h at `now`; else `undefined`. Repeatable. */
  read(customerId: string, now: Date): Promise<CachedCustomer | undefined>;
  /**
   * Keeps a description; `false` when a newer one is there. Newer is what the CRM changed later (`changedAt`), and of
   * the same change what was fetched later. Repeating changes nothing.
   */
  keep(description: NewDescription): Promise<boolean>;
}
