import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import type { Agents } from '../ports/agents.ts';
import { genesysHeaders } from './genesys-requests.ts';
import type { HttpClient } from './http.ts';
import { repeatableFailure, repeatableSilence } from './http-outcome.ts';
import { jsonIn } from './json-text.ts';

/** An agent looks at a skeleton meanwhile. */
const DEADLINE_MS = 3000;

/** `TokenInfo` of the vendor's SDK, as far as it is read. */
const TokenInfo = z.object({ OAuthClient: z.object({ id: z.string() }) });

/**
 * Agents of Genesys Cloud, by `GET /api/v2/tokens/me` with their own token. Its answer tells the OAuth client, which
 * `users/me` does not: a token that another application got from an agent must not open our page.
 */
export function genesysAgents(api: HttpClient, clientId: string, now: () => Date): Agents {
  return {
    async isSignedIn(platformToken) {
      const answer = await api
        .send({
          method: 'GET',
          path: '/api/v2/tokens/me',
          headers: genesysHeaders(platformToken),
          deadlineMs: DEADLINE_MS,
        })
        .catch((error: unknown) => {
          throw repeatableSilence('genesys', error);
        });
      if ([400, 401, 403, 404].includes(answer.status)) return false;
      const failure = repeatableFailure('genesys', answer, now());
      if (failure) throw failure;
      const told = TokenInfo.safeParse(jsonIn(answer.body));
      if (!told.success)
        throw new TransientError('genesys_unreadable', 'what the platform says of a token is unreadable');
      return told.data.OAuthClient.id === clientId;
    },

    // Our page is led back to with a token at once.
    tokenFor: async () => undefined,
  };
}
