/** One thing that was said. */
export interface Phrase {
  readonly text: string;
  readonly byCustomer: boolean;
}

/** What was said in conversations. The only port through which such words pass: they are never logged nor queued. */
export interface Transcripts {
  /**
   * The phrases in order; `undefined` when there is no transcript, or none yet. Repeatable.
   * @throws {TransientError} it cannot be read now
   */
  read(conversationId: string): Promise<readonly Phrase[] | undefined>;
}
