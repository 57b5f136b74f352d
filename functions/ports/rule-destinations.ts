/** The HTTP destinations of IoT Core's rules, in our own account and region. */
export interface RuleDestinations {
  /**
   * Confirms a destination by its token. Repeatable: a destination that is confirmed stays so.
   * @throws {TransientError} IoT Core cannot be reached, or asks to wait
   * @throws {RejectedError} IoT Core does not take the token, or answers by leading elsewhere
   */
  confirm(token: string): Promise<void>;
}
