import { type RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';
import { type HttpAnswer, NoAnswerError, NotSentError } from './http.ts';
import { repeatableFailure } from './http-outcome.ts';

/** From the call to the last byte of the answer, ms (guide 001, section 3). */
export const SEGMENT_DEADLINE_MS = 5000;

/**
 * What a status means for a write of segments: `undefined` is success. A broken server may yet apply what it was
 * sent, so the write is under way until its lease is over.
 */
export function segmentFailure(
  system: string,
  answer: HttpAnswer,
  now: Date,
): TransientError | RejectedError | UnknownOutcomeError | undefined {
  const failure = repeatableFailure(system, answer, now);
  return failure instanceof TransientError && failure.reason === `${system}_unavailable`
    ? new UnknownOutcomeError(failure.reason, failure.message)
    : failure;
}

/** What a write without an answer means. */
export function segmentSilence(system: string, error: unknown): Error {
  if (error instanceof NotSentError) {
    return new TransientError(`${system}_unavailable`, `${system}: ${error.message}`, { cause: error });
  }
  if (error instanceof NoAnswerError) {
    return new UnknownOutcomeError(`${system}_no_answer`, `${system}: ${error.message}`, { cause: error });
  }
  return error instanceof Error ? error : new Error(`${system}: a value was thrown that is no error`);
}
