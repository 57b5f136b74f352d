import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import type { HttpAnswer, HttpClient } from './http.ts';
import { repeatableFailure, repeatableSilence } from './http-outcome.ts';
import type { TokenSource } from './kept-tokens.ts';

/** A request to NICE CXone that may be repeated without harm. */
export interface CxoneAsk {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Behind the version, e.g. `/skills/12`; already encoded. */
  readonly path: string;
  /** What is absent is left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: object;
}

/** Sends repeatable requests with a token that is renewed once when it is refused. */
export interface CxoneRequests {
  /**
   * The answer of a request that succeeded, its body empty where there is nothing to tell (204); `undefined` when the
   * platform knows no such thing (404).
   * @throws {TransientError} it cannot be asked now
   * @throws {RejectedError} `cxone_refused`
   */
  ask(request: CxoneAsk): Promise<HttpAnswer | undefined>;
}

/**
 * An answer's body, read by a schema; a field that is `null` is a field that is not there.
 * @throws {TransientError} it tells nothing, and the same question may be asked again
 */
export function readBody<S extends z.core.$ZodType>(schema: S, body: string): z.output<S> {
  try {
    return z.parse(
      schema,
      JSON.parse(body, (_name, value: unknown) => value ?? undefined),
    );
  } catch (error) {
    throw new TransientError('cxone_unreadable', 'cxone answered in another shape', { cause: error });
  }
}

/** The headers of every request. Without `accept` the API answers that it knows no way to render data. */
export const cxoneHeaders = (token: string): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  accept: 'application/json',
});

/** A path with its query. */
export function withQuery(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  );
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

/** Requests to one business unit. `deadlineMs`: of each. */
export function cxoneRequests(
  api: HttpClient,
  tokens: TokenSource,
  deadlineMs: number,
  now: () => Date,
): CxoneRequests {
  async function send({ method, path, query, body }: CxoneAsk, isRetry: boolean): Promise<HttpAnswer> {
    const token = await tokens.ready();
    const content =
      body === undefined
        ? { headers: cxoneHeaders(token) }
        : {
            headers: { ...cxoneHeaders(token), 'content-type': 'application/json' },
            body: JSON.stringify(body),
          };
    try {
      const answer = await api.send({
        method,
        path: withQuery(path, query),
        ...content,
        deadlineMs,
        isRetry,
      });
      if (answer.status === 401) tokens.refused(token);
      return answer;
    } catch (error) {
      throw repeatableSilence('cxone', error);
    }
  }

  return {
    async ask(request) {
      const first = await send(request, false);
      const answer = first.status === 401 ? await send(request, true) : first;
      if (answer.status === 404) return undefined;
      const failure = repeatableFailure('cxone', answer, now());
      if (failure) throw failure;
      return answer;
    },
  };
}
