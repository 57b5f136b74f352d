import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import { type HttpClient, NoAnswerError, NotSentError } from './http.ts';
import type { ClientCredentials, Secret } from './secrets.ts';

/** Bearer tokens of the client-credentials grant, one at a time, shared by all callers. */
export interface TokenSource {
  /** A token that is valid for some minutes, fetched only when needed. @throws {TransientError} */
  ready(): Promise<string>;
  /** The token at hand, without waiting; `undefined` when none is valid. */
  atHand(): string | undefined;
  /** The platform refused this token: forget it and read the secret again before the next. */
  refused(token: string): void;
}

/** Renewed this long before its end, so that no request carries a dying token. */
const RENEW_BEFORE_MS = 5 * 60 * 1000;
const DEADLINE_MS = 5000;

const Grant = z.object({ access_token: z.string().check(z.minLength(1)), expires_in: z.number() });

/**
 * Client credentials against `POST /oauth/token` with Basic authentication.
 * (Genesys JavaScript SDK, `ApiClient.loginClientCredentialsGrant`; see reference/genesys-cloud.md section 5)
 */
export function clientCredentialsTokens(
  login: HttpClient,
  credentials: Secret<ClientCredentials>,
  now: () => Date,
): TokenSource {
  let token: { readonly text: string; readonly until: number } | undefined;
  let fetching: Promise<string> | undefined;
  let secretIsSuspect = false;

  const atHand = (): string | undefined => (token && now().getTime() < token.until ? token.text : undefined);

  async function fetch(): Promise<string> {
    const { clientId, clientSecret } = await credentials.value(secretIsSuspect);
    const granted = await requestToken(login, clientId, clientSecret);
    secretIsSuspect = false;
    const lifeMs = granted.expires_in * 1000;
    token = {
      text: granted.access_token,
      until: now().getTime() + Math.max(lifeMs - RENEW_BEFORE_MS, lifeMs / 2),
    };
    return token.text;
  }

  return {
    atHand,
    async ready() {
      const valid = atHand();
      if (valid !== undefined) return valid;
      fetching ??= fetch().finally(() => {
        fetching = undefined;
      });
      return fetching;
    },
    refused(text) {
      if (token?.text !== text) return;
      token = undefined;
      secretIsSuspect = true;
    },
  };
}

async function requestToken(login: HttpClient, clientId: string, clientSecret: string) {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  try {
    const answer = await login.send({
      method: 'POST',
      path: '/oauth/token',
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials',
      deadlineMs: DEADLINE_MS,
    });
    if (answer.status === 200) return Grant.parse(JSON.parse(answer.body));
    throw new TransientError('token_refused', `the login host answered ${answer.status}`);
  } catch (error) {
    if (error instanceof TransientError) throw error;
    const silent = error instanceof NotSentError || error instanceof NoAnswerError;
    throw new TransientError('token_unavailable', silent ? error.message : 'the login answer is unreadable');
  }
}
