import type { Known } from './know-contact.ts';
import type { Withheld } from './withheld.ts';

/** What an agent is shown of a contact. Flat, because that is what data actions of the platform map best. */
export interface ContactContext {
  readonly contactId: string;
  readonly campaignId: string | null;
  readonly customerId: string;
  /** `live`: asked just now; `cached`: younger than 5 min; `stale`: up to 24 h old; `unavailable`: nothing is known. */
  readonly freshness: 'live' | 'cached' | 'stale' | 'unavailable';
  /** How long ago the CRM said so. */
  readonly ageSeconds: number | null;
  /** Why it is not newer. */
  readonly reason: string | null;
  /** Whether the contact must not be called now. */
  readonly withheld: boolean;
  readonly withheldReason: Withheld | null;
  /** Where the contact goes when nothing is known of it. */
  readonly suggestedQueue: string | null;
  readonly name: string | null;
  readonly accountTier: string | null;
  readonly timeZone: string | null;
  readonly fields: Readonly<Record<string, string>>;
}

/** What an answer is made of. */
export interface Told {
  readonly contactId: string;
  readonly campaignId: string | undefined;
  readonly customerId: string;
  readonly known: Extract<Known, { kind: 'known' }>;
  readonly withheld: Withheld | undefined;
  readonly suggestedQueue: string;
}

/** The answer to a context read. The phone number is not in it: the platform has it. Pure. */
export function contactContext(told: Told, now: Date): ContactContext {
  const { known, withheld } = told;
  const { customer, fetchedAt } = known.cached ?? {};
  return {
    contactId: told.contactId,
    campaignId: told.campaignId ?? null,
    customerId: told.customerId,
    freshness: known.freshness,
    ageSeconds:
      fetchedAt === undefined ? null : Math.max(0, Math.round((now.getTime() - fetchedAt.getTime()) / 1000)),
    reason: 'reason' in known ? known.reason : null,
    withheld: withheld !== undefined,
    withheldReason: withheld ?? null,
    suggestedQueue: known.freshness === 'unavailable' ? told.suggestedQueue : null,
    name: customer?.name ?? null,
    accountTier: customer?.accountTier ?? null,
    timeZone: customer?.timeZone ?? null,
    fields: customer?.fields ?? {},
  };
}
