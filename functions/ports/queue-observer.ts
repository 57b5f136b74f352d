/** What is seen of one routing queue. */
export interface QueueSeen {
  /**
   * How many of a hundred agents are busy with an interaction, 0 to 100; 100 where nobody is on the queue, and where
   * the platform says nothing about it.
   */
  readonly busyPercent: number;
  /** Who waits: since when the first of them does, `{}` when nobody does; absent when unknown, or not asked for. */
  readonly waiting?: { readonly since?: Date };
}

/** Who sees how busy the agents are, and who waits for them. */
export interface QueueObserver {
  /**
   * What is seen of each routing queue, in one request for all. `waits`: whether those who wait are asked for, too.
   * Repeatable.
   * @throws {TransientError} the platform cannot be asked now
   */
  observe(routingQueues: readonly string[], waits: boolean): Promise<ReadonlyMap<string, QueueSeen>>;
}
