import type { HttpAnswer, HttpClient } from './http.ts';
import { repeatableFailure, repeatableSilence } from './http-outcome.ts';
import type { TokenSource } from './kept-tokens.ts';

/** A request to Genesys Cloud that may be repeated without harm. */
export interface GenesysAsk {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Path and query, already encoded. */
  readonly path: string;
  readonly body?: object;
}

/** Sends repeatable requests with a token that is renewed once when it is refused. */
export interface GenesysRequests {
  /**
   * The answer of a request that succeeded; `undefined` when the platform knows no such thing (404).
   * @throws {TransientError} it cannot be asked now
   * @throws {RejectedError} `genesys_refused`
   */
  ask(request: GenesysAsk): Promise<HttpAnswer | undefined>;
}

/** The headers of every request. */
export const genesysHeaders = (token: string): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  accept: 'application/json',
});

/** Requests to one organization. `deadlineMs`: of each. */
export function genesysRequests(
  api: HttpClient,
  tokens: TokenSource,
  deadlineMs: number,
  now: () => Date,
): GenesysRequests {
  async function send({ method, path, body }: GenesysAsk, isRetry: boolean): Promise<HttpAnswer> {
    const token = await tokens.ready();
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    try {
      const headers = genesysHeaders(token);
      const answer = await api.send({ method, path, headers, ...content, deadlineMs, isRetry });
      if (answer.status === 401) tokens.refused(token);
      return answer;
    } catch (error) {
      throw repeatableSilence('genesys', error);
    }
  }

  return {
    async ask(request) {
      const first = await send(request, false);
      const answer = first.status === 401 ? await send(request, true) : first;
      if (answer.status === 404) return undefined;
      const failure = repeatableFailure('genesys', answer, now());
      if (failure) throw failure;
      return answer;
    },
  };
}
