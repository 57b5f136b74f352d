/** One call to a customer that was made, or that may have been. */
export interface CountedAttempt {
  readonly attemptId: string;
  /** The alert it was made for. */
  readonly alertKey: string;
  /** What it was about: the sensor. */
  readonly subject: string;
  readonly at: Date;
}

/** The attempts at one customer as they were read; what is reserved is reserved on top of exactly these. */
export interface AttemptBook {
  readonly customerId: string;
  readonly attempts: readonly CountedAttempt[];
  /** Tells this state of the book from every other. */
  readonly edition: string;
}

/**
 * How often somebody was called, for rules that limit it. An attempt is reserved before the request leaves and stays
 * reserved, whatever is not known about it; only proof that nothing was dialed takes it back. All methods
 * @throws {TransientError} `ledger_unavailable`: a write may have been applied
 */
export interface Attempts {
  /** The attempts of the last 30 days before `now` (strongly consistent). */
  read(customerId: string, now: Date): Promise<AttemptBook>;
  /**
   * Adds an attempt, in place of earlier ones of the same alert: an alert that may be granted has none that was dialed.
   * `changed`: the book is no longer the one that was read; judge again. Repeatable with the same attempt.
   */
  reserve(book: AttemptBook, attempt: CountedAttempt): Promise<'reserved' | 'changed'>;
  /** Takes an attempt back, if it is there. Repeatable. */
  release(customerId: string, attemptId: string, now: Date): Promise<void>;
}
