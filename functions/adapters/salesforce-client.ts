import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import { type DeskDialect, deskFailure, deskNonsense, deskSilence, type Repeating } from './desk-answers.ts';
import { type FormTokens, jsonOf } from './form-tokens.ts';
import type { HttpAnswer, HttpClient } from './http.ts';

/** The vendor takes up to ten minutes; past this we look again instead of waiting. */
const DEADLINE_MS = 10_000;

/** Where the rolling allocation of a day is used up, asking again soon is of no use, ms. */
const ALLOCATION_MS = 15 * 60_000;

const Refusals = z
  .array(z.object({ errorCode: z.string().check(z.regex(/^[A-Z_]{3,80}$/)) }))
  .check(z.minLength(1));

/** Codes that pass by themselves (reference/crm-and-cxone.md section A.5). */
const LATER: ReadonlySet<string> = new Set([
  'unable_to_lock_row',
  'query_timeout',
  'server_unavailable',
  // Somebody else has just created the record of this key: the next try finds it.
  'duplicate_value',
]);

const DIALECT: DeskDialect = {
  system: 'salesforce',
  codeOf: ({ body, status }) =>
    Refusals.safeParse(jsonOf(body)).data?.[0]?.errorCode.toLowerCase() ?? `status_${status}`,
  verdictOf(code, status) {
    if (code === 'request_limit_exceeded') return { kind: 'later', waitMs: ALLOCATION_MS };
    if (LATER.has(code)) return { kind: 'later' };
    return status === 300 ? { kind: 'never' } : undefined;
  },
};

/** One request below `/services/data/<version>`. */
export interface SalesforceRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Path and query, already encoded. */
  readonly path: string;
  readonly body?: object;
  readonly repeating: Repeating;
}

/** Salesforce's REST API with one user's token. */
export interface SalesforceClient {
  /**
   * A request that succeeded, whatever it holds. After a 401 it is sent once more with another token.
   * @throws {TransientError} {RejectedError} {UnknownOutcomeError} as `deskFailure` says
   */
  send(request: SalesforceRequest): Promise<HttpAnswer>;
  /** The same, and what the answer holds. @throws also when it holds something else */
  read<S extends z.core.$ZodType>(schema: S, request: SalesforceRequest): Promise<z.output<S>>;
}

/** A client for the My Domain host of an org; a token that names another host is not used. */
export function salesforceClient(
  http: HttpClient,
  tokens: FormTokens,
  settings: { readonly baseUrl: string; readonly apiVersion: string },
  now: () => Date,
): SalesforceClient {
  const { origin } = new URL(settings.baseUrl);

  async function token() {
    const current = await tokens.current();
    if (current.apiUrl !== undefined && new URL(current.apiUrl).origin !== origin) {
      throw new TransientError('salesforce_other_host', 'the token belongs to another host');
    }
    return current;
  }

  async function once(request: SalesforceRequest, bearer: string): Promise<HttpAnswer> {
    const { method, path, body, repeating } = request;
    const headers = {
      authorization: `Bearer ${bearer}`,
      accept: 'application/json',
      ...(body && { 'content-type': 'application/json' }),
    };
    try {
      return await http.send({
        method,
        path: `/services/data/${settings.apiVersion}${path}`,
        headers,
        ...(body && { body: JSON.stringify(body) }),
        deadlineMs: DEADLINE_MS,
      });
    } catch (error) {
      throw deskSilence('salesforce', error, repeating);
    }
  }

  async function send(request: SalesforceRequest): Promise<HttpAnswer> {
    const first = await token();
    let answer = await once(request, first.text);
    if (answer.status === 401) {
      tokens.refused(first);
      answer = await once(request, (await token()).text);
    }
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw deskFailure(DIALECT, answer, request.repeating, now());
  }

  return {
    send,
    async read(schema, request) {
      const parsed = z.safeParse(schema, jsonOf((await send(request)).body));
      if (!parsed.success) throw deskNonsense('salesforce', 'no_id', request.repeating);
      return parsed.data;
    },
  };
}
