import { RejectedError, TransientError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { RuleDestinations } from '../ports/rule-destinations.ts';
import { type HttpClient, retryAfterMs } from './http.ts';
import { repeatableSilence } from './http-outcome.ts';

/** Long enough for any region; the message comes again. */
const DEADLINE_MS = 10_000;

/**
 * Destinations confirmed by the address that IoT Core gives out, which needs no credentials: whoever has the token is
 * who owns the address. `client`: for the one host of our region; it follows no redirect. `pathOf`: the token's path.
 */
export function iotDestinations(
  client: HttpClient,
  pathOf: (token: string) => string,
  clock: Clock,
): RuleDestinations {
  return {
    async confirm(token) {
      const request = { method: 'GET', path: pathOf(token), headers: {}, deadlineMs: DEADLINE_MS } as const;
      const answer = await client.send(request).catch((error: unknown) => {
        throw repeatableSilence('iot', error);
      });
      const { status, headers } = answer;
      if (status >= 200 && status < 300) return;
      if (status >= 300 && status < 400) {
        throw new RejectedError('led_elsewhere', 'IoT Core answered with a redirect');
      }
      if (status === 429 || status === 408 || status >= 500) {
        throw new TransientError('iot_unavailable', `IoT Core answered ${status}`, {
          retryAfterMs: retryAfterMs(headers['retry-after'], clock.now()),
        });
      }
      throw new RejectedError('token_refused', `IoT Core answered ${status}`);
    },
  };
}
