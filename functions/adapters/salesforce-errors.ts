import * as z from 'zod/mini';
import { RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';
import type { HttpAnswer } from './http.ts';

/** Salesforce sends no `Retry-After` (reference/crm-and-cxone.md, A.5): what it asks for, ms. */
const THROTTLED_MS = 60_000;

const ErrorList = z.array(z.object({ errorCode: z.string(), message: z.string() })).check(z.minLength(1));

/** Worth asking again soon; two first writes of one key at once are among them. */
const BUSY = new Set(['UNABLE_TO_LOCK_ROW', 'QUERY_TIMEOUT', 'SERVER_UNAVAILABLE', 'DUPLICATE_VALUE']);

/** 401 whose text is about the app, not about the session: a new token would not help. */
const NOT_EXPIRED = [
  'Connected app is not attached to Agent',
  'This session is not valid for use with the REST API',
];

/** Whether an answer says that the token is over, so that a new one is worth a try. */
export const isExpired = (answer: HttpAnswer): boolean =>
  answer.status === 401 && !errorsIn(answer).some(({ message }) => NOT_EXPIRED.includes(message));

/**
 * What an answer means for a request that may be repeated: `undefined` is success. Reasons carry Salesforce's own
 * code in small letters, never its message, which may quote what was sent.
 */
export function salesforceFailure(
  answer: HttpAnswer,
): TransientError | RejectedError | UnknownOutcomeError | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  const code = errorsIn(answer)[0]?.errorCode ?? '';
  const told = `salesforce answered ${status}`;
  if (code === 'REQUEST_LIMIT_EXCEEDED' || status === 429) {
    return new TransientError('salesforce_throttled', told, { retryAfterMs: THROTTLED_MS });
  }
  if (BUSY.has(code)) return new TransientError('salesforce_busy', told);
  if (status === 401) return new TransientError('salesforce_unauthorized', told);
  if (status >= 500 || status === 408) return new UnknownOutcomeError('salesforce_unavailable', told);
  if (status === 300) return new RejectedError('salesforce_ambiguous', 'the external id is not unique');
  return new RejectedError(
    /^[A-Z_]{3,60}$/.test(code) ? `salesforce_${code.toLowerCase()}` : 'salesforce_refused',
    told,
  );
}

function errorsIn({ body }: HttpAnswer): z.infer<typeof ErrorList> {
  try {
    return ErrorList.parse(JSON.parse(body));
  } catch {
    return [];
  }
}
