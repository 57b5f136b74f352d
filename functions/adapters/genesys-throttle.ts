import type { HttpAnswer, HttpClient } from './http.ts';

/**
 * Says in `Retry-After` what the platform says in a header of its own: a 429 without it means the end of the minute
 * that `inin-ratelimit-reset` counts down, and a second more.
 * (vendor's Go SDK, README; reference/genesys-cloud.md section 4)
 */
export function genesysThrottle(http: HttpClient): HttpClient {
  return {
    async send(wanted, beforeSocket) {
      const answer = await (beforeSocket ? http.send(wanted, beforeSocket) : http.send(wanted));
      return withRetryAfter(answer);
    },
  };
}

function withRetryAfter(answer: HttpAnswer): HttpAnswer {
  const reset = answer.headers['inin-ratelimit-reset'];
  const known = answer.headers['retry-after'] !== undefined;
  if (answer.status !== 429 || known || reset === undefined || !/^\d{1,5}$/.test(reset)) return answer;
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(Number(reset) + 1) } };
}
