/** Finds what has an appointment. */
export interface DueKeys {
  /**
   * Keys of items whose `nextAt` has come, oldest first in each of 16 shards and at most `limit` of each. May be
   * stale: whoever works on one reads it again. Repeatable.
   * @throws {TransientError} the table cannot be asked
   */
  due(now: Date, limit: number): Promise<readonly string[]>;
}
