import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import { trustedUrl } from './cxone-hosts.ts';
import { type HttpClient, type HttpRequest, NoAnswerError, NotSentError } from './http.ts';
import type { CxoneAccessKey } from './secrets.ts';

/** The deadline of each request of a login, ms. */
const DEADLINE_MS = 5000;

const Grant = z.object({
  access_token: z.string().check(z.minLength(1)),
  expires_in: z.number(),
  id_token: z.optional(z.string()),
});
export type Grant = z.infer<typeof Grant>;

/** A client for the origin of a URL. */
export type ClientFor = (url: string) => HttpClient;

/**
 * A token for an access key: with a registered client by the token endpoint that OpenID discovery names, without one
 * by the shortcut. (reference/crm-and-cxone.md section C.1)
 * @throws {TransientError} it is refused, or cannot be had now
 */
export async function cxoneGrant(
  loginBaseUrl: string,
  key: CxoneAccessKey,
  clientFor: ClientFor,
): Promise<Grant> {
  const { accessKeyId, accessKeySecret } = key;
  if (key.clientId === undefined || key.clientSecret === undefined) {
    return askLogin(clientFor(loginBaseUrl), Grant, {
      method: 'POST',
      path: '/authentication/v1/token/access-key',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ accessKeyId, accessKeySecret }),
    });
  }
  const endpoint = await tokenEndpoint(loginBaseUrl, clientFor);
  const basic = Buffer.from(`${key.clientId}:${key.clientSecret}`).toString('base64');
  return askLogin(clientFor(endpoint.origin), Grant, {
    method: 'POST',
    path: endpoint.pathname,
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'password',
      username: accessKeyId,
      password: accessKeySecret,
    }).toString(),
  });
}

const Discovery = z.object({ token_endpoint: z.string() });

async function tokenEndpoint(loginBaseUrl: string, clientFor: ClientFor): Promise<URL> {
  const path = '/.well-known/openid-configuration';
  const { token_endpoint } = await askLogin(clientFor(loginBaseUrl), Discovery, {
    method: 'GET',
    path,
    headers: {},
  });
  return trustedUrl(token_endpoint, loginBaseUrl);
}

const Configuration = z.object({ api_endpoint: z.string() });

/**
 * Where the API of a tenant is, as its issuer's discovery tells.
 * @throws {TransientError} it cannot be asked now, or names a host that is not NICE's
 */
export async function apiEndpoint(
  loginBaseUrl: string,
  tenant: { readonly tenantId: string; readonly iss?: string | undefined },
  clientFor: ClientFor,
): Promise<URL> {
  const issuer = trustedUrl(tenant.iss ?? loginBaseUrl, loginBaseUrl);
  const { api_endpoint } = await askLogin(clientFor(issuer.origin), Configuration, {
    method: 'GET',
    path: `/.well-known/cxone-configuration?tenantId=${encodeURIComponent(tenant.tenantId)}`,
    headers: {},
  });
  return trustedUrl(api_endpoint, loginBaseUrl);
}

/** A request of the login, read by a schema. @throws {TransientError} refused, silent or unreadable */
async function askLogin<S extends z.core.$ZodType>(
  login: HttpClient,
  schema: S,
  request: Omit<HttpRequest, 'deadlineMs'>,
): Promise<z.output<S>> {
  try {
    const headers = { accept: 'application/json', ...request.headers };
    const answer = await login.send({ ...request, headers, deadlineMs: DEADLINE_MS });
    if (answer.status !== 200) {
      throw new TransientError('token_refused', `the login host answered ${answer.status}`);
    }
    return z.parse(schema, JSON.parse(answer.body));
  } catch (error) {
    if (error instanceof TransientError) throw error;
    const silent = error instanceof NotSentError || error instanceof NoAnswerError;
    throw new TransientError('token_unavailable', silent ? error.message : 'the login answer is unreadable');
  }
}
