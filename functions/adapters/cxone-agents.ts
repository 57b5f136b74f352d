import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import type { CxoneAgentSettings } from '../messages/panel.ts';
import type { Agents } from '../ports/agents.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from './http.ts';
import { repeatableFailure, repeatableSilence } from './http-outcome.ts';
import { jsonIn } from './json-text.ts';
import { isGenuine, keyIdOf, type PublishedKey, publishedKeys } from './openid-token.ts';

/** An agent looks at a skeleton meanwhile. */
const DEADLINE_MS = 3000;

/** A key that is not known is asked for no more often than this: tokens of strangers name whatever they like. */
const ASKED_AGAIN_MS = 60_000;

const Grant = z.object({ id_token: z.string() });

/**
 * Agents of NICE CXone, who sign in by a code with PKCE: its OpenID discovery names no other way, and public
 * applications have no secret (github sgtoolchain mirror of "Using the API global authentication service";
 * developer.niceincontact.com, App Registration API). The token that goes back to the page is the id token: it is
 * signed by keys the issuer publishes, and names tenant and application, which the access token's user info does not.
 */
export function cxoneAgents(issuerApi: HttpClient, settings: CxoneAgentSettings, now: () => Date): Agents {
  let known: { readonly keys: readonly PublishedKey[]; readonly at: number } | undefined;

  async function ask(request: Omit<HttpRequest, 'deadlineMs'>): Promise<HttpAnswer> {
    return issuerApi.send({ ...request, deadlineMs: DEADLINE_MS }).catch((error: unknown) => {
      throw repeatableSilence('cxone', error);
    });
  }

  async function keysFor(kid: string | undefined): Promise<readonly PublishedKey[]> {
    const at = now().getTime();
    const isAtHand = known?.keys.some((key) => key.kid === kid) || at - (known?.at ?? 0) < ASKED_AGAIN_MS;
    if (known && isAtHand) return known.keys;
    const answer = await ask({ method: 'GET', path: '/auth/jwks', headers: { accept: 'application/json' } });
    const failure = repeatableFailure('cxone', answer, now());
    if (failure) throw failure;
    const keys = publishedKeys(answer.body);
    if (!keys) throw new TransientError('cxone_unreadable', 'the keys of the issuer are unreadable');
    known = { keys, at };
    return keys;
  }

  async function isSignedIn(token: string): Promise<boolean> {
    const named = keyIdOf(token);
    if (named === undefined) return false;
    return isGenuine(token, await keysFor(named.kid), { ...settings, now: now() });
  }

  return {
    isSignedIn,

    async tokenFor({ code, verifier, page }) {
      const answer = await ask({
        method: 'POST',
        path: '/auth/token',
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          code,
          redirect_uri: page,
          client_id: settings.clientId,
          code_verifier: verifier,
        }).toString(),
      });
      if ([400, 401, 403].includes(answer.status)) return undefined;
      const failure = repeatableFailure('cxone', answer, now());
      if (failure) throw failure;
      const granted = Grant.safeParse(jsonIn(answer.body));
      if (!granted.success)
        throw new TransientError('cxone_unreadable', 'what the platform gives for a code is unreadable');
      const { id_token: token } = granted.data;
      return (await isSignedIn(token)) ? token : undefined;
    },
  };
}
