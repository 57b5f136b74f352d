import type { HttpAnswer, HttpClient } from './http.ts';

/** Says in `Retry-After` what a 429 without one means. `secondsOf`: whole seconds, or `undefined` where it tells nothing. */
export function sayingRetryAfter(
  http: HttpClient,
  secondsOf: (answer: HttpAnswer) => number | undefined,
): HttpClient {
  return {
    async send(wanted, beforeSocket) {
      const answer = await (beforeSocket ? http.send(wanted, beforeSocket) : http.send(wanted));
      const isSilent = answer.status === 429 && answer.headers['retry-after'] === undefined;
      const seconds = isSilent ? secondsOf(answer) : undefined;
      if (seconds === undefined) return answer;
      return { ...answer, headers: { ...answer.headers, 'retry-after': String(seconds) } };
    },
  };
}
