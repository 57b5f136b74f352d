import * as z from 'zod/mini';
import { RejectedError, TransientError, type UnknownOutcomeError } from '../errors.ts';
import { jsonOf } from './form-tokens.ts';
import type { HttpAnswer, HttpClient } from './http.ts';
import { segmentFailure } from './segment-outcome.ts';

/** Salesforce sends no `Retry-After` (reference/crm-and-cxone.md, A.5): the least it asks for, seconds. */
const THROTTLED_SECONDS = 60;

const ErrorList = z.array(z.object({ errorCode: z.string(), message: z.string() })).check(z.minLength(1));

/** Worth asking again soon; two first writes of one key at once are among them. */
const BUSY: ReadonlySet<string> = new Set([
  'unable_to_lock_row',
  'query_timeout',
  'server_unavailable',
  'duplicate_value',
]);

/** 401 whose text is about the app, not about the session: a new token would not help. */
const NOT_EXPIRED = [
  'Connected app is not attached to Agent',
  'This session is not valid for use with the REST API',
];

/** Whether an answer says that the token is over, so that a new one is worth a try. */
export const isExpired = (answer: HttpAnswer): boolean =>
  answer.status === 401 && !errorsIn(answer).some(({ message }) => NOT_EXPIRED.includes(message));

/** Salesforce's own code in a refusal, in small letters; `undefined` where there is none of its form. */
export function salesforceCode(answer: HttpAnswer): string | undefined {
  const code = errorsIn(answer)[0]?.errorCode ?? '';
  return /^[A-Z_]{3,80}$/.test(code) ? code.toLowerCase() : undefined;
}

/** Whether a refusal passes by itself and wrote nothing. */
export const isBusy = (code: string | undefined): boolean => code !== undefined && BUSY.has(code);

/** Whether a 404 is about the external id's field, which the org lacks or hides, and not about a record. */
export const isWrongField = (answer: HttpAnswer): boolean =>
  errorsIn(answer).some(({ message }) => /external id field/i.test(message));

/**
 * Says as 429 with `Retry-After` what the org says as 403 `REQUEST_LIMIT_EXCEEDED`, so that budgets and adapters
 * understand it as they understand every other vendor.
 */
export function salesforceThrottle(http: HttpClient): HttpClient {
  return {
    async send(wanted, beforeSocket) {
      const answer = await (beforeSocket ? http.send(wanted, beforeSocket) : http.send(wanted));
      return asThrottled(answer);
    },
  };
}

function asThrottled(answer: HttpAnswer): HttpAnswer {
  const over = answer.status === 403 && salesforceCode(answer) === 'request_limit_exceeded';
  if (!over && answer.status !== 429) return answer;
  const seconds = answer.headers['retry-after'] ?? String(THROTTLED_SECONDS);
  return { ...answer, status: 429, headers: { ...answer.headers, 'retry-after': seconds } };
}

/**
 * What an answer means for a write that may be repeated: `undefined` is success. Reasons carry Salesforce's own code,
 * never its message.
 */
export function salesforceFailure(
  answer: HttpAnswer,
  now: Date,
): TransientError | RejectedError | UnknownOutcomeError | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  const code = salesforceCode(answer);
  const told = `salesforce answered ${status}`;
  if (isBusy(code)) return new TransientError('salesforce_busy', told);
  if (status === 300) return new RejectedError('salesforce_ambiguous', 'the external id is not unique');
  if (status === 401 || status === 408 || status === 429 || status < 400 || status >= 500) {
    return segmentFailure('salesforce', answer, now);
  }
  return new RejectedError(`salesforce_${code ?? 'refused'}`, told);
}

function errorsIn({ body }: HttpAnswer): z.infer<typeof ErrorList> {
  return ErrorList.safeParse(jsonOf(body)).data ?? [];
}
