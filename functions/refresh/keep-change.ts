import { RejectedError } from '../errors.ts';
import type { ContactChange } from '../messages/contact-change.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContactCache } from '../ports/contact-cache.ts';

/** A clock further ahead would keep every later description out. */
const MAX_AHEAD_MS = 5 * 60_000;

export interface ChangePorts {
  readonly cache: Pick<ContactCache, 'keep'>;
  readonly clock: Clock;
}

/**
 * Keeps what the CRM says it has changed, so that the next who look need not ask. `receivedAt`: when the door had it; as
 * old as this is what is known. Repeatable: the later change counts, in whatever order they come.
 * @throws {RejectedError} `in_the_future`
 * @throws {TransientError} our own store cannot be reached
 */
export async function keepChange(
  customer: ContactChange,
  receivedAt: Date | undefined,
  { cache, clock }: ChangePorts,
): Promise<{ readonly outcome: 'changed' | 'already_newer'; readonly key: string }> {
  const now = clock.now();
  if (Date.parse(customer.changedAt) - now.getTime() > MAX_AHEAD_MS) {
    throw new RejectedError('in_the_future', 'a customer changes in the present or in the past');
  }
  const fetchedAt = receivedAt !== undefined && receivedAt < now ? receivedAt : now;
  const isNewer = await cache.keep({ customer, fetchedAt });
  return { outcome: isNewer ? 'changed' : 'already_newer', key: customer.customerId };
}
