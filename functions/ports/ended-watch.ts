/** Who sees that conversations have ended, where the platform does not tell by itself. */
export interface EndedWatch {
  /**
   * Ids of conversations of which something has ended since then, each once. One may be told again, and one whose
   * end the platform finds late may be missing. Repeatable.
   * @throws {TransientError} the platform cannot be asked now, or has more to tell than can be heard
   * @throws {RejectedError} it refuses to tell
   */
  endedSince(since: Date): Promise<readonly string[]>;
}
