/**
 * When requests may leave for the desk: one rate for all functions that ask it, and one pause when it asks for one.
 * All methods @throws {TransientError} the pace cannot be read now; ask nobody
 */
export interface DeskPace {
  /**
   * Reserves this many requests and gives the instant from which they may leave; a reservation that is not used is
   * lost. An instant later than `latest` reserves nothing: come again then.
   */
  reserve(requests: number, now: Date, latest: Date): Promise<Date>;
  /** Nobody asks before this instant. Repeatable; the latest instant counts. */
  hold(until: Date): Promise<void>;
}
