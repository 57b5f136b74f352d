/** A failure that says what to do next. The message is our own text: never a vendor's, never personal data. */
abstract class NamedFailure extends Error {
  /** Machine name of the circumstance, e.g. `crm_unavailable`. Logged and counted. */
  readonly reason: string;

  constructor(reason: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.name = new.target.name;
  }
}

/** Later: nothing was done, and doing it again is safe. */
export class TransientError extends NamedFailure {
  /** Milliseconds the other side asked us to wait; undefined when it did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(
    reason: string,
    message: string,
    options?: ErrorOptions & { retryAfterMs?: number | undefined },
  ) {
    super(reason, message, options);
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/** Never: the same request would be refused again. */
export class RejectedError extends NamedFailure {}

/** A CRM's answer that is not as agreed: a required field is missing or has the wrong type. */
export class CrmDefect extends RejectedError {
  /** Names of the fields, in our words; `the whole` when the answer has no fields. */
  readonly fields: readonly string[];

  constructor(fields: readonly string[], options?: ErrorOptions) {
    super('crm_unreadable', `the CRM's answer is not as agreed: ${fields.join(', ')}`, options);
    this.fields = fields;
  }
}

/** Find out, never repeat: the other side may have acted. */
export class UnknownOutcomeError extends NamedFailure {}
