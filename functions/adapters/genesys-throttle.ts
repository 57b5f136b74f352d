import type { HttpClient } from './http.ts';
import { sayingRetryAfter } from './throttle.ts';

/**
 * Says in `Retry-After` what the platform says in a header of its own: a 429 without it means the end of the minute
 * that `inin-ratelimit-reset` counts down, and a second more.
 * (vendor's Go SDK, README; reference/genesys-cloud.md section 4)
 */
export const genesysThrottle = (http: HttpClient): HttpClient =>
  sayingRetryAfter(http, ({ headers }) => {
    const reset = headers['inin-ratelimit-reset'];
    return reset !== undefined && /^\d{1,5}$/.test(reset) ? Number(reset) + 1 : undefined;
  });
