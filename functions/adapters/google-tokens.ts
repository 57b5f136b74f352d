import type { HttpClient } from './http.ts';
import { keptTokens, type TokenSource } from './kept-tokens.ts';
import { requestToken } from './oauth.ts';
import type { Secret, ServiceAccount } from './secrets.ts';
import { privateKeyOf, signedJwt } from './signed-jwt.ts';

/** Google's longest life of an assertion (Google Identity, "Using OAuth 2.0 for Server to Server Applications"). */
const LIFE_SECONDS = 3600;

const PATH = '/token';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/**
 * Tokens of a service account for one scope. What it signs names the login by `loginUrl`, e.g.
 * `https://oauth2.googleapis.com`: the secret's own `token_uri` is not trusted.
 */
export function googleTokens(
  login: HttpClient,
  { loginUrl, scope }: { readonly loginUrl: string; readonly scope: string },
  account: Secret<ServiceAccount>,
  now: () => Date,
): TokenSource {
  const aud = `${new URL(loginUrl).origin}${PATH}`;
  return keptTokens(async (secretIsSuspect) => {
    const { client_email: iss, private_key } = await account.value(secretIsSuspect);
    const iat = Math.floor(now().getTime() / 1000);
    const claims = { iss, scope, aud, iat, exp: iat + LIFE_SECONDS };
    const form = { grant_type: GRANT, assertion: signedJwt(claims, privateKeyOf(private_key)) };
    return requestToken(login, PATH, { body: new URLSearchParams(form).toString() });
  }, now);
}
