import type { CachedCustomer } from './contact-cache.ts';

/** What the CRM said last instead of a description, and until when it is not asked again. */
export interface TurnedDown {
  /** `unknown_customer`, or why it could not tell, e.g. `crm_unavailable`. */
  readonly reason: string;
  readonly at: Date;
  readonly until: Date;
}

/** All that is kept of one customer. */
export interface ContactKnowledge {
  /** The last description, if younger than 24 h. */
  readonly cached?: CachedCustomer;
  readonly turnedDown?: TurnedDown;
}

/** The right to ask the CRM about one customer, once. */
export interface Lease {
  readonly customerId: string;
  readonly token: string;
  /** From here on anybody else may ask. */
  readonly until: Date;
}

/**
 * Who asks the CRM about a customer, and what it said: one question at a time, whoever wants to know. All methods
 * @throws {TransientError} `contacts_unavailable`: a write may have been applied
 */
export interface ContactRefresh {
  /** What is known at `now` (strongly consistent). Repeatable. */
  look(customerId: string, now: Date): Promise<ContactKnowledge>;
  /**
   * Takes the lease when nobody has it, the CRM has not turned the question down just now, and no description is
   * younger than `olderThan`. Repeating with the same token gives the same answer.
   */
  claim(lease: Lease, at: { readonly now: Date; readonly olderThan: Date }): Promise<boolean>;
  /** Passes a lease on under a new token. `false`: it was passed on before, or is somebody else's by now. */
  takeOver(from: string, lease: Lease): Promise<boolean>;
  /** The CRM could not tell. Changes nothing when the lease is somebody else's by now. */
  noteFailure(lease: Lease, turnedDown: TurnedDown): Promise<void>;
  /** The CRM has no such customer: what was kept is forgotten, unless it is newer than `askedAt`. */
  noteUnknown(lease: Lease, turnedDown: TurnedDown, askedAt: Date): Promise<void>;
}
