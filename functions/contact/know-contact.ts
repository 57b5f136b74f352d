import { TransientError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { CachedCustomer } from '../ports/contact-cache.ts';
import type { ContactKnowledge, ContactRefresh } from '../ports/contact-refresh.ts';
import type { Random } from '../ports/random.ts';
import type { RefreshOutbox } from '../ports/refresh-outbox.ts';
import type { Sleep } from '../ports/sleep.ts';
import { FRESH_MS, LEASE_MS, NEARLY_STALE_MS } from './freshness.ts';

/** Pauses between looks for the answer, ms: short at first, because most CRMs answer within a few hundred. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 400;

export interface KnowPorts {
  readonly contacts: Pick<ContactRefresh, 'look' | 'claim' | 'noteFailure'>;
  readonly outbox: RefreshOutbox;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly random: Random;
}

/** What is known of a customer, from wherever it could be had in time. `reason`: why it is not newer. */
export type Known =
  | { readonly kind: 'unknown_customer' }
  | { readonly kind: 'known'; readonly freshness: 'live' | 'cached'; readonly cached: CachedCustomer }
  | {
      readonly kind: 'known';
      readonly freshness: 'stale';
      readonly cached: CachedCustomer;
      readonly reason: string;
    }
  | {
      readonly kind: 'known';
      readonly freshness: 'unavailable';
      readonly cached?: never;
      readonly reason: string;
    };

/**
 * The customer from a fresh cache, else as soon as refresh has it from the CRM, else from a cache of up to 24 h. One
 * reader asks for all who wait, in every environment. Never later than `deadline` by more than a look at the table.
 * @throws {TransientError} `contacts_unavailable`
 */
export async function knowContact(customerId: string, deadline: Date, ports: KnowPorts): Promise<Known> {
  const now = ports.clock.now();
  const before = await ports.contacts.look(customerId, now);
  const { cached, turnedDown } = before;
  const ageMs = cached === undefined ? Number.POSITIVE_INFINITY : now.getTime() - cached.fetchedAt.getTime();
  if (cached && ageMs < FRESH_MS) {
    // When it is old, not before: the CRM is asked about a customer once in that time.
    if (ageMs >= NEARLY_STALE_MS) await askForNews(customerId, FRESH_MS - ageMs, ports);
    return { kind: 'known', freshness: 'cached', cached };
  }
  if (turnedDown && turnedDown.until > now) return turnedDownAs(before, turnedDown.reason);
  const failed = await askForNews(customerId, 0, ports);
  return failed === undefined
    ? waitForNews(customerId, before, deadline, ports)
    : turnedDownAs(before, failed);
}

/** Why nobody is asked; `undefined` when refresh asks in so many milliseconds, for us or for another reader. */
async function askForNews(
  customerId: string,
  inMs: number,
  { contacts, outbox, clock, random }: KnowPorts,
): Promise<string | undefined> {
  const now = clock.now();
  const lease = { customerId, token: random.id(), until: new Date(now.getTime() + inMs + LEASE_MS) };
  const olderThan = new Date(now.getTime() - NEARLY_STALE_MS);
  if (!(await contacts.claim(lease, { now, olderThan }))) return undefined;
  try {
    await outbox.refresh(customerId, lease.token, Math.ceil(inMs / 1000));
    return undefined;
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    await contacts.noteFailure(lease, { reason: error.reason, at: now, until: now });
    return error.reason;
  }
}

async function waitForNews(
  customerId: string,
  before: ContactKnowledge,
  deadline: Date,
  { contacts, clock, sleep }: KnowPorts,
): Promise<Known> {
  let pauseMs = FIRST_PAUSE_MS;
  for (;;) {
    const now = clock.now();
    if (now >= deadline) return turnedDownAs(before, 'crm_timeout');
    await sleep.until(new Date(Math.min(now.getTime() + pauseMs, deadline.getTime())));
    pauseMs = Math.min(pauseMs * 1.6, LONGEST_PAUSE_MS);
    const { cached, turnedDown } = await contacts.look(customerId, clock.now());
    if (cached && isLater(cached.fetchedAt, before.cached?.fetchedAt)) {
      return { kind: 'known', freshness: 'live', cached };
    }
    if (turnedDown && isLater(turnedDown.at, before.turnedDown?.at)) {
      return turnedDownAs({ ...(cached && { cached }) }, turnedDown.reason);
    }
  }
}

function turnedDownAs({ cached }: ContactKnowledge, reason: string): Known {
  if (reason === 'unknown_customer') return { kind: 'unknown_customer' };
  if (cached) return { kind: 'known', freshness: 'stale', cached, reason };
  return { kind: 'known', freshness: 'unavailable', reason };
}

const isLater = (instant: Date, than: Date | undefined): boolean => than === undefined || instant > than;
