/** Who sees how busy the agents are. */
export interface QueueObserver {
  /**
   * How many of a hundred agents on each routing queue are busy with an interaction, 0 to 100; 100 where nobody is on
   * the queue, and for a queue the platform says nothing about. One request for all. Repeatable.
   * @throws {TransientError} the platform cannot be asked now
   */
  queueOccupancy(routingQueues: readonly string[]): Promise<ReadonlyMap<string, number>>;
}
