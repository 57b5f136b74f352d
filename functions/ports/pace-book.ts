import type { Destination } from './pace.ts';

/** Whether a destination works. Instants are epoch milliseconds. */
export type BreakerState =
  /** Requests sent and failed in the minute that began at `since`. */
  | { readonly kind: 'closed'; readonly since: number; readonly sent: number; readonly failed: number }
  /** Nothing leaves until `until`; `opened` counts how often in a row. */
  | { readonly kind: 'open'; readonly until: number; readonly opened: number }
  /** One request is finding out; who sent it must have told by `until`. */
  | { readonly kind: 'probing'; readonly until: number; readonly opened: number };

/** Slots given and pauses told in one minute of the clock, and in the one before. */
export interface PaceCounts {
  /** Minutes since the epoch. */
  readonly minute: number;
  readonly slots: number;
  readonly holds: number;
  readonly last: { readonly slots: number; readonly holds: number };
}

/** What is booked of a destination's budget. Instants are epoch milliseconds. */
export interface PaceState {
  /** The first slot nobody has. */
  readonly nextFree: number;
  /** Where critical requests stand against their nine tenths. */
  readonly critical: number;
  /** Where all others together stand against the tenth that is always theirs. */
  readonly rest: number;
  /** Where each caller stands against its share. */
  readonly shares: Readonly<Record<string, number>>;
  /** Where limited requests stand against their limit, by its name. */
  readonly limits: Readonly<Record<string, number>>;
  /** Nothing leaves before, because the destination said so. */
  readonly notBefore: number;
  /** Tenths of a retry that are left, as of `since`. */
  readonly retries: { readonly tenths: number; readonly since: number };
  readonly breaker: BreakerState;
  /** For people who watch; no decision reads it. Absent in items from before it was kept. */
  readonly counts?: PaceCounts | undefined;
}

/** What a decision makes of a state; without `state` nothing is written. */
export interface PaceStep<Answer> {
  readonly state?: PaceState;
  readonly answer: Answer;
}

/** Where the budgets are kept. */
export interface PaceBook {
  /**
   * Lets `decide` change the state of a destination in one conditional write; `undefined` before the first. It is
   * asked again with the newer state whenever another was faster, so it must be pure. A change whose reply was lost
   * is recognised, or made once more on top: slots are wasted then, never given twice.
   * @throws {TransientError} the table cannot be reached, or too many others are changing it
   */
  change<Answer>(
    destination: Destination,
    decide: (state: PaceState | undefined) => PaceStep<Answer>,
  ): Promise<Answer>;
}
