/** What the platform knows of a conversation, without anything personal. */
export interface ConversationRecord {
  readonly conversationId: string;
  readonly startedAt: Date;
  /** Absent while any part of it goes on. */
  readonly endedAt: Date | undefined;
  /** `voice`, `chat`, `message`, ...: what it began as. */
  readonly channel: string | undefined;
  /** Routing queues it went through, as the platform knows them, in order. */
  readonly queueIds: readonly string[];
  readonly skillIds: readonly string[];
  /** Agents who spoke with the customer and have neither wrapped up nor skipped it. */
  readonly wrapUpsMissing: number;
  /** Wrap-up codes, in the order they were given. */
  readonly wrapUpCodes: readonly string[];
  /** What was written on it; of two values the later one. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Reads conversations of the platform. */
export interface EndedConversations {
  /**
   * The conversation as the platform tells it now; `undefined` when it does not know it (yet). Repeatable.
   * @throws {TransientError} it cannot be asked now
   * @throws {RejectedError} its answer is not as agreed
   */
  read(conversationId: string): Promise<ConversationRecord | undefined>;
}
