import { RejectedError, TransientError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContactCache } from '../ports/contact-cache.ts';
import type { Crm } from '../ports/crm.ts';
import type { Customers } from '../ports/customers.ts';

/** A description this young needs no question to the CRM. */
const FRESH_MS = 5 * 60 * 1000;

/** Fresh cache, else the CRM, else the cache as it is (guide 002, section 2). */
export function cachedCustomers(cache: ContactCache, crm: Crm, clock: Clock): Customers {
  return {
    async read(customerId) {
      const now = clock.now();
      const kept = await cache.read(customerId, now);
      if (kept && now.getTime() - kept.fetchedAt.getTime() < FRESH_MS)
        return { ...kept, freshness: 'cached' };
      try {
        const customer = await crm.readCustomer(customerId);
        if (!customer) return undefined;
        const fetchedAt = clock.now();
        await cache.keep({ customer, fetchedAt, askedAt: now });
        return { customer, fetchedAt, freshness: 'live' };
      } catch (error) {
        const crmFailed = error instanceof TransientError || error instanceof RejectedError;
        if (kept && crmFailed) return { ...kept, freshness: 'stale' };
        throw error;
      }
    },
  };
}
