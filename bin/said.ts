import { RejectedError, TransientError, UnknownOutcomeError } from '../functions/errors.ts';

/** What a failure may be told as: our own words and an AWS error's name, never a vendor's text. */
export function said(error: unknown): string {
  if (
    error instanceof TransientError ||
    error instanceof RejectedError ||
    error instanceof UnknownOutcomeError
  )
    return `${error.reason.replaceAll('_', ' ')}: ${error.message}`;
  return error instanceof Error ? error.name : 'a failure without a name';
}
