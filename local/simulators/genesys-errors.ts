import type { ContractProblem } from './openapi-problem.ts';
import { problemText } from './openapi-problem.ts';
import type { Answer } from './vendor.ts';

/** Codes of the platform's official API descriptions by status; 501 is this simulator's own. */
const CODES: Readonly<Record<number, string>> = {
  400: 'bad.request',
  401: 'bad.credentials',
  403: 'not.authorized',
  404: 'not.found',
  408: 'client.timeout',
  409: 'invalid.update.wrong.version',
  413: 'request.entity.too.large',
  415: 'unsupported.media.type',
  429: 'too.many.requests',
  500: 'internal.server.error',
  501: 'not.implemented',
  503: 'service.unavailable',
  504: 'request.timeout',
};

/** A refusal before it knows its correlation id. `code` defaults to the usual one of the status. */
export interface Refusal {
  readonly status: number;
  readonly code?: string;
  /** With `{name}` where a value of `params` belongs. */
  readonly message?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly details?: readonly { readonly errorCode: string; readonly fieldName?: string }[];
  readonly entity?: { readonly id: string; readonly name: string };
  readonly headers?: Readonly<Record<string, string>>;
}

/** The platform's `ErrorBody`; `contextId` equals the correlation header of the same answer. */
export function errorAnswer(refusal: Refusal, contextId: string): Answer {
  const code = refusal.code ?? CODES[refusal.status] ?? 'error';
  const messageWithParams = refusal.message ?? code;
  const messageParams = refusal.params ?? {};
  const message = messageWithParams.replace(/\{(\w+)\}/g, (whole, name) => messageParams[name] ?? whole);
  return {
    status: refusal.status,
    headers: refusal.headers ?? {},
    body: {
      message,
      code,
      status: refusal.status,
      messageWithParams,
      messageParams,
      contextId,
      details: refusal.details ?? [],
      errors: [],
      ...(refusal.entity === undefined
        ? {}
        : { entityId: refusal.entity.id, entityName: refusal.entity.name }),
    },
  };
}

/** The refusal of a request that breaks the contract: 415 for its content type, else 400 naming every field. */
export function contractRefusal(problems: readonly ContractProblem[]): Refusal {
  const message = 'the request breaks the contract: {problems}';
  const params = { problems: problems.map(problemText).join('; ') };
  if (problems.some((problem) => problem.in === 'content-type')) return { status: 415, message, params };
  const details = problems.map(({ field }) => ({ errorCode: 'invalid.value', fieldName: field }));
  return { status: 400, message, params, details };
}
