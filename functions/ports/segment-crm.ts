import type { SegmentValue } from '../messages/profile.ts';

/** What a CRM knows a customer by besides our id. Personal: it stands in bodies, never in an address, log or key. */
export interface KnownAs {
  readonly by: 'phone' | 'email';
  /** An E.164 number, or an e-mail address. */
  readonly value: string;
}

/** Everything the CRM shall know of a customer's segments. */
export interface SegmentUpdate {
  readonly customerId: string;
  /** @default the CRM knows the customer by our id */
  readonly knownAs?: KnownAs;
  /** Base attributes and those of the rules, by our names; `null` empties. */
  readonly attributes: Readonly<Record<string, SegmentValue>>;
  /** In order, each once; empty says that there are none. */
  readonly tags: readonly string[];
  /** When the newest conversation ended. */
  readonly updatedAt: Date;
  /** `customerId#sequence`: the same key always goes with the same state. */
  readonly idempotencyKey: string;
}

/** `unknown_customer`: nothing was written, because the CRM knows nobody by this id. */
export type SegmentAnswer = 'updated' | 'created' | 'unknown_customer';

/** How a request may be sent. */
export interface SegmentSending {
  /** Whether a customer the CRM does not know is created; without, it is `unknown_customer`. */
  readonly mayCreate: boolean;
  /** Asked right before a request leaves; `false` ends in a TransientError with nothing sent. */
  mayStillSend(): boolean;
}

/** The CRM as far as segments go. */
export interface SegmentCrm {
  /** Requests that one write of a customer known otherwise than by our id takes. @default 1 */
  readonly requestsKnownAs?: number;
  /**
   * Writes the whole state. Repeatable: it names a state, not a change. Creating is safe against others who create.
   * @throws {TransientError} `not_sent`: nothing left; `<system>_throttled`: it asks for patience and wrote nothing
   * @throws {TransientError} any other: it may have been written
   * @throws {RejectedError} the CRM refuses this state for good
   */
  upsertSegments(update: SegmentUpdate, sending: SegmentSending): Promise<SegmentAnswer>;
}
