import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import type { CxoneSettings } from '../messages/telephony-settings.ts';
import type { Clock } from '../ports/clock.ts';
import { apiEndpoint, cxoneGrant, type Grant } from './cxone-login.ts';
import { type HttpClient, httpClient, NotSentError } from './http.ts';
import { keptTokens, type TokenSource } from './kept-tokens.ts';
import { CxoneAccessKey, type Secret, secret } from './secrets.ts';
import { sayingRetryAfter } from './throttle.ts';

/** v30.0 to v33.0 are seen in working code. (reference/crm-and-cxone.md section C.1) */
const SERVICES = '/incontactapi/services/v33.0';

/**
 * A 429 of CXone says nothing of how long to wait. Working public code backs off for two seconds, then for six.
 * (github outboundani/cxone-mcp, src/cxone.js; reference/crm-and-cxone.md section C.2)
 */
const THROTTLED_SECONDS = 6;

/** The API of a business unit and the tokens for it. */
export interface CxoneAccess {
  /** Paths begin behind the version. Its host is known as soon as a token is at hand; before that nothing is sent. */
  readonly api: HttpClient;
  readonly tokens: TokenSource;
  readonly now: () => Date;
}

/** The API of the business unit a stage names and its tokens; every request to either goes `through` the same. */
export function cxoneAccess(
  settings: CxoneSettings,
  clock: Clock,
  through: (http: HttpClient) => HttpClient,
): CxoneAccess {
  const now = () => clock.now();
  return cxoneAccessWith(settings.loginBaseUrl, secret(settings.secretArn, CxoneAccessKey, now), {
    now,
    clientOf: httpClient,
    through,
  });
}

/** How its hosts are reached. `clientOf`: a client for an origin; `through`: what its requests pass. @default nothing */
export interface CxoneReach {
  readonly now: () => Date;
  readonly clientOf: (url: string) => HttpClient;
  readonly through?: (http: HttpClient) => HttpClient;
}

/** The same under an access key from anywhere. */
export function cxoneAccessWith(
  loginBaseUrl: string,
  accessKey: Secret<CxoneAccessKey>,
  { now, clientOf, through = (http) => http }: CxoneReach,
): CxoneAccess {
  const clients = new Map<string, HttpClient>();
  let base: URL | undefined;

  function clientFor(url: string): HttpClient {
    const { origin } = new URL(url);
    const client =
      clients.get(origin) ?? through(sayingRetryAfter(clientOf(origin), () => THROTTLED_SECONDS));
    clients.set(origin, client);
    return client;
  }

  const tokens = keptTokens(async (secretIsSuspect) => {
    const grant = await cxoneGrant(loginBaseUrl, await accessKey.value(secretIsSuspect), clientFor);
    base = await apiEndpoint(loginBaseUrl, tenantOf(grant), clientFor);
    return { text: grant.access_token, lifeMs: grant.expires_in * 1000 };
  }, now);

  const api: HttpClient = {
    async send(request, beforeSocket) {
      if (base === undefined) throw new NotSentError('the host of the API is not known yet');
      const path = `${base.pathname.replace(/\/+$/, '')}${SERVICES}${request.path}`;
      const client = clientFor(base.origin);
      const sent = { ...request, path };
      return beforeSocket ? client.send(sent, beforeSocket) : client.send(sent);
    },
  };
  return { api, tokens, now };
}

const Claims = z.object({ tenantId: z.string().check(z.minLength(1)), iss: z.optional(z.string()) });

/**
 * The tenant, as the id token names it, or the access token where the answer holds no other: both are JSON Web Tokens
 * with the same claims. (github outboundani/cxone-mcp, src/cxone.js)
 */
function tenantOf({ id_token, access_token }: Grant): z.infer<typeof Claims> {
  for (const token of [id_token, access_token]) {
    const claims = Claims.safeParse(token === undefined ? undefined : payload(token));
    if (claims.success) return claims.data;
  }
  throw new TransientError('token_unavailable', 'no token of the login names a tenant');
}

/** What a JSON Web Token says. Its signature is not looked at: it comes from the login, over TLS. */
function payload(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
