import { TransientError, UnknownOutcomeError } from '../errors.ts';
import { type HttpAnswer, type HttpClient, type HttpRequest, NotSentError } from './http.ts';

/**
 * Sends a request that must never be sent twice. `mayStillSend` is asked right before it leaves.
 * @throws {TransientError} `not_sent`: it provably did not leave
 * @throws {UnknownOutcomeError} `<system>_no_answer`
 */
export async function sendOnce(
  system: string,
  api: HttpClient,
  request: HttpRequest,
  mayStillSend: () => boolean,
): Promise<HttpAnswer> {
  try {
    return await api.send(request, mayStillSend);
  } catch (error) {
    throw error instanceof NotSentError
      ? new TransientError('not_sent', `${system}: ${error.message}`, { cause: error })
      : new UnknownOutcomeError(`${system}_no_answer`, `${system}: no complete answer`, { cause: error });
  }
}
