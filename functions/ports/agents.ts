/** The people who serve calls on the platform. */
export interface Agents {
  /**
   * Whether a token of the platform is one that an agent got by signing in to our page; forged, expired and foreign
   * ones are not. Repeatable.
   * @throws {TransientError} the platform cannot be asked now
   */
  isSignedIn(platformToken: string): Promise<boolean>;
}
