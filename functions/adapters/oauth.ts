import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import { type HttpClient, NoAnswerError, NotSentError } from './http.ts';
import { keptTokens, type TokenSource } from './kept-tokens.ts';
import type { ClientCredentials, Secret } from './secrets.ts';

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
  return keptTokens(async (secretIsSuspect) => {
    const { clientId, clientSecret } = await credentials.value(secretIsSuspect);
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    return requestToken(login, '/oauth/token', {
      headers: { authorization: `Basic ${basic}` },
      body: 'grant_type=client_credentials',
    });
  }, now);
}

/** Asks a login for a token by a form. @throws {TransientError} it refuses, is silent or cannot be read */
export async function requestToken(
  login: HttpClient,
  path: string,
  { headers, body }: { readonly headers?: Readonly<Record<string, string>>; readonly body: string },
) {
  try {
    const answer = await login.send({
      method: 'POST',
      path,
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body,
      deadlineMs: DEADLINE_MS,
    });
    if (answer.status !== 200)
      throw new TransientError('token_refused', `the login host answered ${answer.status}`);
    const { access_token, expires_in } = Grant.parse(JSON.parse(answer.body));
    return { text: access_token, lifeMs: expires_in * 1000 };
  } catch (error) {
    if (error instanceof TransientError) throw error;
    const silent = error instanceof NotSentError || error instanceof NoAnswerError;
    throw new TransientError('token_unavailable', silent ? error.message : 'the login answer is unreadable');
  }
}
