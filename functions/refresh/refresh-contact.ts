import { FRESH_MS, LEASE_MS } from '../contact/freshness.ts';
import { CrmDefect, RejectedError, TransientError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContactCache } from '../ports/contact-cache.ts';
import type { ContactRefresh, Lease } from '../ports/contact-refresh.ts';
import type { Crm } from '../ports/crm.ts';
import type { Random } from '../ports/random.ts';

/** How long the CRM may take: nobody waits here, and an answer that comes late is the next reader's. */
export const ANSWER_MS = 10_000;

/** A customer the CRM does not have is asked for again after this long, as a customer it has would be. */
const UNKNOWN_MS = FRESH_MS;

/** The CRM is not asked about the same customer sooner after it could not tell; nor left alone for longer. */
const SHORTEST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

export interface RefreshPorts {
  readonly contacts: Pick<ContactRefresh, 'claim' | 'takeOver' | 'noteFailure' | 'noteUnknown'>;
  readonly cache: Pick<ContactCache, 'keep'>;
  readonly crm: Pick<Crm, 'readCustomer'>;
  readonly clock: Clock;
  readonly random: Random;
}

/** How a question to the CRM ended. */
export interface RefreshOutcome {
  readonly outcome: 'refreshed' | 'already_asked' | 'unknown_customer' | 'crm_failed' | 'crm_defect';
  readonly reason?: string;
  readonly key: string;
}

/** Whom to ask about, and whose lease is passed on; without one a lease is taken here. */
export interface Refreshed {
  readonly customerId: string;
  readonly lease?: string;
}

/**
 * Asks the CRM about a customer, once for all who want to know, and keeps what it says: a description, that there is no
 * such customer, or why it cannot tell. Delivered twice it asks once.
 * @throws {TransientError} our own store cannot be reached
 */
export async function refreshContact(asked: Refreshed, ports: RefreshPorts): Promise<RefreshOutcome> {
  const key = asked.customerId;
  const now = ports.clock.now();
  const lease = { customerId: key, token: ports.random.id(), until: new Date(now.getTime() + LEASE_MS) };
  const olderThan = new Date(now.getTime() - FRESH_MS);
  const isOurs =
    asked.lease === undefined
      ? await ports.contacts.claim(lease, { now, olderThan })
      : await ports.contacts.takeOver(asked.lease, lease);
  if (!isOurs) return { outcome: 'already_asked', key };
  try {
    const customer = await ports.crm.readCustomer(key);
    if (customer === undefined) return await unknown(lease, now, ports);
    await ports.cache.keep({ customer, fetchedAt: ports.clock.now(), askedAt: now });
    return { outcome: 'refreshed', key };
  } catch (error) {
    return failed(error, lease, ports);
  }
}

async function unknown(
  lease: Lease,
  askedAt: Date,
  { contacts, clock }: RefreshPorts,
): Promise<RefreshOutcome> {
  const at = clock.now();
  const until = new Date(at.getTime() + UNKNOWN_MS);
  await contacts.noteUnknown(lease, { reason: 'unknown_customer', at, until }, askedAt);
  return { outcome: 'unknown_customer', key: lease.customerId };
}

/** What the CRM could not tell is noted for those who wait; what our own store could not do comes again. */
async function failed(
  error: unknown,
  lease: Lease,
  { contacts, clock }: RefreshPorts,
): Promise<RefreshOutcome> {
  const isOfCrm = error instanceof RejectedError || error instanceof TransientError;
  if (!isOfCrm || error.reason === 'contacts_unavailable') throw error;
  const at = clock.now();
  const wanted = (error instanceof TransientError ? error.retryAfterMs : LONGEST_PAUSE_MS) ?? 0;
  const pauseMs = Math.min(Math.max(wanted, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
  const { reason } = error;
  await contacts.noteFailure(lease, { reason, at, until: new Date(at.getTime() + pauseMs) });
  const key = lease.customerId;
  if (error instanceof CrmDefect) return { outcome: 'crm_defect', reason: defect(error), key };
  return { outcome: 'crm_failed', reason, key };
}

/** The fields are names of ours, never what they hold. */
const defect = ({ fields }: CrmDefect): string => `malformed: ${fields.join(', ')}`;
