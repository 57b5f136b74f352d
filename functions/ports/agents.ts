/** What a sign-in led the agent's browser back with, where the platform gives codes (RFC 6749, section 4.1). */
export interface SignInCode {
  readonly code: string;
  /** What the sign-in was asked for with in a digest (RFC 7636). */
  readonly verifier: string;
  /** The address that the browser was led back to. */
  readonly page: string;
}

/** The people who serve calls on the platform. Both throw `TransientError` when the platform cannot be asked now. */
export interface Agents {
  /**
   * Whether a token of the platform is one that an agent got by signing in to our page; forged, expired and foreign
   * ones are not. Repeatable.
   */
  isSignedIn(platformToken: string): Promise<boolean>;
  /**
   * The agent's token for a code of our page; `undefined` for any other code, for one that is used or over, and where
   * the platform gives none. A code is good once: whoever did not see the answer has the agent sign in again.
   */
  tokenFor(code: SignInCode): Promise<string | undefined>;
}
