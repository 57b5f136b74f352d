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

/** A call that may have been accepted, as far as we know it. */
export interface SoughtCall {
  /** The attempt its call data carries. */
  readonly attemptId: string;
  /** It was not sent before this instant. */
  readonly since: Date;
  /** The number it was for, E.164: where a platform cannot search by call data, the search begins with the number. */
  readonly phoneE164: string;
}

/** Accepted calls, at most 100, none of which was accepted before `since`. */
export interface AcceptedCalls {
  readonly callIds: readonly string[];
  readonly since: Date;
}

/** Whether a number shall be on the platform's do-not-call list. */
export interface Listing {
  /** E.164. */
  readonly phoneE164: string;
  readonly listed: boolean;
  /** When it leaves the list by itself. @default it stays until it is taken off */
  readonly until?: Date;
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

  /**
   * The platform's id of the call that carries this attempt; `undefined` when none is found, which proves nothing:
   * a search is late, the call may be accepted later still, and a platform may keep no call data. What is found really carries the attempt. Repeatable.
   * @throws {TransientError} the platform cannot be asked now
   */
  findCall(sought: SoughtCall): Promise<string | undefined>;

  /**
   * Those of the calls that an agent has taken up, in as few requests as the platform allows. Not to be among them proves nothing: what answers
   * is a search, and late. Repeatable.
   * @throws {TransientError} the platform cannot be asked now
   */
  servedAmong(calls: AcceptedCalls): Promise<ReadonlySet<string>>;

  /**
   * Takes back a call that still waits for an agent. `withdrawn`: nobody's phone rings for it any more, and none has;
   * `served`: too late, it is left alone. A call the platform no longer knows counts as served: it may have been.
   * Repeatable, also when the first answer was lost.
   * @throws {TransientError} not known yet whether it is taken back: ask again
   */
  withdraw(callId: string): Promise<'withdrawn' | 'served'>;

  /**
   * Makes the platform's own do-not-call list follow ours for one number. Nothing to do where the stage names no such
   * list. Repeatable; the last word counts.
   * @throws {TransientError} the list may not follow yet, or the platform does not know it: repeat later
   */
  mirrorSuppression(listing: Listing): Promise<void>;
}
