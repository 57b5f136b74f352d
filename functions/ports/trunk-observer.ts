/** What is seen of one trunk. */
export interface TrunkSeen {
  readonly id: string;
  readonly name?: string;
  /** The edge it hangs on, where the platform tells. */
  readonly edgeId?: string;
  /** Whether it carries no calls although it should: one that people took out of service is not down. */
  readonly down: boolean;
}

/** Who sees whether the trunks to the carriers are up. */
export interface TrunkObserver {
  /**
   * All trunks whose state the platform tells; none of the others. Repeatable.
   * @throws {TransientError} the platform cannot be asked now
   * @throws {RejectedError} it refuses to tell
   */
  trunks(): Promise<readonly TrunkSeen[]>;
}
