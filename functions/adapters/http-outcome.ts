import { RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';
import { type HttpAnswer, NoAnswerError, NotSentError, retryAfterMs } from './http.ts';

/**
 * What a status means for a request that may be repeated without harm (a read, an upsert): `undefined` is success.
 * 401 and 403 wait, because a person can mend them; other refusals are final.
 */
export function repeatableFailure(
  system: string,
  answer: HttpAnswer,
  now: Date,
): TransientError | RejectedError | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  const told = { retryAfterMs: retryAfterMs(answer.headers['retry-after'], now) };
  if (status === 429) return new TransientError(`${system}_throttled`, `${system} answered 429`, told);
  if (status === 401 || status === 403) {
    return new TransientError(`${system}_unauthorized`, `${system} answered ${status}`, told);
  }
  if (status < 400 || status === 408 || status >= 500) {
    return new TransientError(`${system}_unavailable`, `${system} answered ${status}`, told);
  }
  return new RejectedError(`${system}_refused`, `${system} answered ${status}`);
}

/**
 * What an answer without success means for a request that must never be sent twice (`dialing-protocol.md` section
 * 7). Only the listed answers prove that nothing was accepted.
 */
export function onceOnlyFailure(
  system: string,
  answer: HttpAnswer,
  now: Date,
): TransientError | RejectedError | UnknownOutcomeError {
  const { status } = answer;
  if (status === 429) {
    return new TransientError(`${system}_throttled`, `${system} answered 429`, {
      retryAfterMs: retryAfterMs(answer.headers['retry-after'], now),
    });
  }
  if (status === 401) return new TransientError(`${system}_unauthorized`, `${system} answered 401`);
  if ([400, 403, 404, 422].includes(status)) {
    return new RejectedError('rejected_by_platform', `${system} answered ${status}`);
  }
  return new UnknownOutcomeError(`${system}_answered_${status}`, `${system} answered ${status}`);
}

/** What a request without an answer means when it may be repeated. */
export function repeatableSilence(system: string, error: unknown): Error {
  if (error instanceof NotSentError || error instanceof NoAnswerError) {
    return new TransientError(`${system}_unavailable`, `${system}: ${error.message}`, { cause: error });
  }
  return error instanceof Error ? error : new Error(`${system}: a value was thrown that is no error`);
}
