/** One call to be placed, in our words. */
export interface CallRequest {
  /** E.164. */
  readonly phoneE164: string;
  readonly routingQueue: string;
  readonly skillIds: readonly string[];
  /** Higher is sooner. */
  readonly priority: number;
  /** Shown to the agent: exactly `sensorId, alertType, referenceId, attemptId`; longer than 255 each is an error. */
  readonly callData: {
    readonly sensorId: string;
    readonly alertType: string;
    readonly referenceId: string;
    readonly attemptId: string;
  };
}

/** The contact-center platform. */
export interface Telephony {
  /**
   * Makes sure that `placeCall` can send at once: a valid token is at hand. Repeatable, cheap when it is.
   * @throws {TransientError} no token can be had
   */
  prepare(): Promise<void>;

  /**
   * Sends exactly one request and returns the platform's id of the call. NOT repeatable: every call of this
   * method may ring a phone.
   * `mayStillSend` is asked synchronously right before the request leaves; `false` ends in a TransientError.
   * @throws {TransientError} proof that nothing was accepted (throttled, unreachable, unauthorized, not sent)
   * @throws {RejectedError} the platform refuses this call for good
   * @throws {UnknownOutcomeError} anything else: it may have been accepted
   */
  placeCall(request: CallRequest, mayStillSend: () => boolean): Promise<string>;
}
