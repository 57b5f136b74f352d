import type { ConsentChange, Scope } from '../messages/suppression.ts';

/** Whom something is about; at least one of the two. */
export interface Subject {
  /** E.164. */
  readonly phoneE164?: string;
  readonly customerId?: string;
}

/** What somebody said, and when. The newest word about a scope counts. */
export interface Said extends Subject {
  readonly scope: Scope;
  /** In one word of the sender's, e.g. `agent`. */
  readonly source: string;
  readonly reason?: string;
  readonly at: Date;
}

/** Somebody wants no calls. */
export interface OptOut extends Said {
  /** Not before this instant; `null` is for good. */
  readonly until: Date | null;
}

/** Somebody gave consent, or took it back. */
export interface ConsentWord extends Said {
  readonly level: ConsentChange;
  /** The end of what was given; `null` is none. */
  readonly until: Date | null;
}

/** An opt-out that is in force. */
export interface SuppressionInForce {
  readonly scope: Scope;
  readonly at: Date;
  readonly until: Date | null;
}

/** The last word about consent for one scope; a consent that has ended is left out. */
export interface ConsentInForce {
  readonly scope: Scope;
  readonly level: ConsentChange;
  readonly at: Date;
}

/** What holds for a subject at an instant. */
export interface Standing {
  readonly suppressions: readonly SuppressionInForce[];
  readonly consents: readonly ConsentInForce[];
}

/**
 * Our own list of whom not to call, and of who agreed to what. What a write acknowledges, every later read sees. A word
 * that is older than the one known changes nothing, and of two of the same instant the stricter counts, so that each
 * write may be repeated and may come late. All methods
 * @throws {TransientError} `contacts_unavailable`: a write may have been applied, for one of two subjects too
 */
export interface Suppressions {
  /** What holds at `now` for the number or for the customer. */
  read(subject: Subject, now: Date): Promise<Standing>;
  /** No calls from now on. */
  suppress(optOut: OptOut): Promise<void>;
  /** Calls again, as far as this scope forbade them; other scopes stay. */
  lift(said: Said): Promise<void>;
  /** Consent given or taken back. */
  recordConsent(word: ConsentWord): Promise<void>;

  /** Keeps a number for 30 days under an unguessable reference, so that messages need not carry it. */
  keepNumber(reference: string, phoneE164: string, now: Date): Promise<void>;
  /** The number under a reference; `undefined` when it is not kept, or no longer. */
  numberOf(reference: string, now: Date): Promise<string | undefined>;
}
