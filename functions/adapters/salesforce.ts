import { TransientError } from '../errors.ts';
import type { FormToken, FormTokens } from './form-tokens.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from './http.ts';
import { isExpired } from './salesforce-errors.ts';

/** One request to an org. `path` stands below the API's version, e.g. `/sobjects/Contact/003...`. */
export interface SalesforceRequest extends Pick<HttpRequest, 'method' | 'deadlineMs'> {
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object;
}

/** How much of the org's daily requests is used (header `Sforce-Limit-Info`). */
export interface SalesforceUsage {
  /** 0 to 1. */
  readonly share: number;
  readonly at: Date;
}

/** Where an org is, and the version of its API as Salesforce spells it, e.g. `v67.0`. */
export interface SalesforceOrg {
  /** Its My Domain host. */
  readonly baseUrl: string;
  readonly apiVersion: string;
}

/** What the client needs of the world. */
export interface SalesforceAccess {
  readonly tokens: FormTokens;
  /** The client of an origin, the same one each time. */
  clientOf(origin: string): HttpClient;
  now(): Date;
}

/** The REST API of one org with one user's token (reference/crm-and-cxone.md, A). */
export interface Salesforce {
  /**
   * Sends one request; after an expired session once more with a new one. The answer comes back whatever its status.
   * `mayStillSend` is asked right before each request leaves.
   * @throws {TransientError} nothing left: no session, or no longer allowed
   * @throws {NotSentError} {NoAnswerError} as the client of the origin does
   */
  send(request: SalesforceRequest, mayStillSend?: () => boolean): Promise<HttpAnswer>;
  /** The last usage the org told; `undefined` while it has told none. */
  usage(): SalesforceUsage | undefined;
}

/** A client of an org. */
export function salesforce({ tokens, clientOf, now }: SalesforceAccess, org: SalesforceOrg): Salesforce {
  let usage: SalesforceUsage | undefined;

  async function sendOnce(
    { method, path, body, deadlineMs }: SalesforceRequest,
    mayStillSend: (() => boolean) | undefined,
  ): Promise<HttpAnswer> {
    const token = await tokens.current();
    const client = clientOf(apiOrigin(token, org));
    if (mayStillSend && !mayStillSend()) {
      throw new TransientError('not_sent', 'the request has waited too long for its turn');
    }
    const headers = {
      authorization: `Bearer ${token.text}`,
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const request = {
      method,
      path: `/services/data/${org.apiVersion}${path}`,
      headers,
      deadlineMs,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    const answer = await (mayStillSend ? client.send(request, mayStillSend) : client.send(request));
    usage = usageIn(answer, now()) ?? usage;
    if (isExpired(answer)) tokens.refused(token);
    return answer;
  }

  return {
    async send(request, mayStillSend) {
      const answer = await sendOnce(request, mayStillSend);
      return isExpired(answer) ? sendOnce(request, mayStillSend) : answer;
    },
    usage: () => usage,
  };
}

/** The host the token belongs to is the one to ask; only the org's own or another host of Salesforce gets it. */
function apiOrigin({ apiUrl }: FormToken, { baseUrl }: SalesforceOrg): string {
  const own = new URL(baseUrl).origin;
  if (apiUrl === undefined) return own;
  const { origin, protocol, hostname } = new URL(apiUrl);
  if (origin === own || (protocol === 'https:' && hostname.endsWith('.my.salesforce.com'))) return origin;
  throw new TransientError(
    'salesforce_foreign_host',
    'the token belongs to a host that is not of Salesforce',
  );
}

/** `api-usage=18/100000` */
function usageIn({ headers }: HttpAnswer, at: Date): SalesforceUsage | undefined {
  const [, used, allowed] = /api-usage=(\d+)\/(\d+)/.exec(headers['sforce-limit-info'] ?? '') ?? [];
  return used === undefined ? undefined : { share: Number(used) / Math.max(1, Number(allowed)), at };
}
