import type { Call } from './call.ts';
import type { ContractProblem } from './openapi-problem.ts';
import { problemText } from './openapi-problem.ts';
import type { Route } from './openapi-route.ts';
import type { Answer } from './vendor.ts';

/** What an operation comes to before it is an answer; `body` absent where the platform promises none. */
export type CxoneOutcome =
  | { readonly kind: 'done'; readonly status: number; readonly body?: unknown }
  | { readonly kind: 'led'; readonly location: string }
  | { readonly kind: 'refused'; readonly status: number; readonly description: string };

/** Does what one operation asks. */
export type CxoneWork = (call: Call, route: Route) => CxoneOutcome;

/** What the platform does, by operation id of the contract; a desk has the operations it answers for. */
export type CxoneDesk = Readonly<Record<string, CxoneWork>>;

/** Error words by status; published are only `error` and `errorDescription`, not their values. */
const WORDS: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  401: 'invalid_token',
  403: 'insufficient_permission',
  404: 'not_found',
  429: 'too_many_requests',
};

/** A refusal in the platform's published shape. */
export const refused = (status: number, description: string): CxoneOutcome => ({
  kind: 'refused',
  status,
  description,
});

/** What is asked is not simulated: 500, because the contract promises no 501. */
export const notSimulated = (what: string): CxoneOutcome => refused(500, `${what} is not simulated`);

/** Done, with a body where one is promised. */
export const done = (status: number, body?: unknown): CxoneOutcome =>
  body === undefined ? { kind: 'done', status } : { kind: 'done', status, body };

/** The refusal of a request that breaks the contract, naming every field. */
export const contractRefusal = (problems: readonly ContractProblem[]): CxoneOutcome =>
  refused(400, problems.map(problemText).join('; '));

/** An outcome as the API answers it. */
export function answerOf(outcome: CxoneOutcome): Answer {
  if (outcome.kind === 'refused') return errorAnswer(outcome.status, outcome.description);
  if (outcome.kind === 'led') return { status: 302, headers: { Location: outcome.location } };
  return outcome.body === undefined
    ? { status: outcome.status }
    : { status: outcome.status, body: outcome.body };
}

/** The API's error body: `{error, errorDescription}`. */
export function errorAnswer(status: number, errorDescription = `refused with ${status}`): Answer {
  return { status, body: { error: WORDS[status] ?? 'error', errorDescription } };
}
