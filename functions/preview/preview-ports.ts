import type { PartyPorts } from '../alert/read-party.ts';
import type { StagePolicies } from '../compliance/stage-policy.ts';
import type { Protocol } from '../dialing/protocol.ts';
import type { PreviewSettings } from '../messages/preview-settings.ts';
import type { Attempts } from '../ports/attempts.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContactCache } from '../ports/contact-cache.ts';
import type { ContactLists } from '../ports/contact-lists.ts';
import type { ContactRefs } from '../ports/contact-refs.ts';
import type { Customers } from '../ports/customers.ts';
import type { DialingSwitch } from '../ports/dialing-switch.ts';
import type { Erasures } from '../ports/erasures.ts';
import type { Pace } from '../ports/pace.ts';
import type { PassNotices } from '../ports/pass-notices.ts';
import type { PreviewOutbox } from '../ports/preview-outbox.ts';
import type { Previews, PushedContacts } from '../ports/previews.ts';
import type { Random } from '../ports/random.ts';

/** What the worker of previews touches. */
export interface PreviewPorts extends PartyPorts {
  readonly previews: Previews;
  readonly pushed: PushedContacts;
  /** Tells whose contact it is, also by the platform's id. */
  readonly refs: Pick<ContactRefs, 'refer' | 'read'>;
  readonly attempts: Pick<Attempts, 'read' | 'reserve'>;
  /** The customer from the cache or the CRM, before a contact is listed. */
  readonly customers: Customers;
  /** What was last known of the customer, for a contact that is listed already. */
  readonly known: Pick<ContactCache, 'read'>;
  readonly lists: ContactLists;
  /** The platform's budget, for the one request that asks nobody else for its turn. */
  readonly pace: Pace;
  readonly dialing: Pick<DialingSwitch, 'readStop'>;
  readonly notices: Pick<PassNotices, 'read' | 'keep' | 'end'>;
  readonly erasures: Erasures;
  readonly outbox: PreviewOutbox;
  readonly clock: Clock;
  readonly random: Random;
  /** Hears how many card numbers were masked in the fields of a contact. */
  cardsMasked(cards: number): void;
  /** Keeps one contact that cannot be used, masked. */
  quarantineContact(text: string, edgeId: string, reason: string): Promise<void>;
}

/** What a stage says of previews. */
export interface PreviewRules extends StagePolicies {
  readonly settings: PreviewSettings;
  /** Names of fields whose values are not kept. */
  readonly sensitiveFields: readonly string[];
  readonly protocol: Protocol;
  /** A do-not-disturb flag older than this is unknown, and unknown means no. */
  readonly doNotDisturbMaxAgeMs: number;
  readonly armed: boolean;
  /** Narrows whom an armed stage may call, E.164; empty means everybody. */
  readonly allowNumbers: readonly string[];
}

/** How one contact of a message ended, or one message. */
export interface PreviewLine {
  readonly outcome: string;
  readonly reason?: string;
  readonly key?: string;
}
