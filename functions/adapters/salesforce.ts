import { TransientError, UnknownOutcomeError } from '../errors.ts';
import { type HttpAnswer, type HttpClient, type HttpRequest, NotSentError } from './http.ts';
import { isExpired } from './salesforce-errors.ts';
import type { SalesforceSessions } from './salesforce-session.ts';

/** One request to an org. `path` stands below the API's version, e.g. `/sobjects/Contact/003...`. */
export interface SalesforceRequest extends Pick<HttpRequest, 'method' | 'deadlineMs'> {
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** How much of the org's daily requests is used (header `Sforce-Limit-Info`). */
export interface SalesforceUsage {
  /** 0 to 1. */
  readonly share: number;
  readonly at: Date;
}

/** The REST API of one org (reference/crm-and-cxone.md, A). */
export interface Salesforce {
  /**
   * Sends one request; after an expired session once more with a new one. The answer comes back whatever its status.
   * `mayStillSend` is asked right before each request leaves.
   * @throws {TransientError} nothing left: no session, or no longer allowed
   * @throws {UnknownOutcomeError} no complete answer
   */
  send(request: SalesforceRequest, mayStillSend?: () => boolean): Promise<HttpAnswer>;
  /** The last usage the org told; `undefined` while it has told none. */
  usage(): SalesforceUsage | undefined;
}

/** `version` as Salesforce spells it, e.g. `v67.0`; `clientOf` gives the client of an origin. */
export function salesforce(
  sessions: SalesforceSessions,
  version: string,
  clientOf: (origin: string) => HttpClient,
  now: () => Date,
): Salesforce {
  const clients = new Map<string, HttpClient>();
  let usage: SalesforceUsage | undefined;

  async function sendOnce(
    { method, path, body, deadlineMs }: SalesforceRequest,
    mayStillSend: () => boolean,
  ): Promise<HttpAnswer> {
    const { origin, token } = await sessions.open();
    const client = clients.get(origin) ?? clientOf(origin);
    clients.set(origin, client);
    if (!mayStillSend()) throw new TransientError('not_sent', 'the request has waited too long for its turn');
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const request = {
      method,
      path: `/services/data/${version}${path}`,
      headers,
      deadlineMs,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    const answer = await client.send(request, mayStillSend).catch((error: unknown) => {
      throw error instanceof NotSentError
        ? new TransientError('salesforce_unavailable', error.message, { cause: error })
        : new UnknownOutcomeError('salesforce_no_answer', 'no complete answer', { cause: error });
    });
    usage = usageIn(answer, now()) ?? usage;
    if (isExpired(answer)) sessions.refused(token);
    return answer;
  }

  return {
    async send(request, mayStillSend = () => true) {
      const answer = await sendOnce(request, mayStillSend);
      return isExpired(answer) ? sendOnce(request, mayStillSend) : answer;
    },
    usage: () => usage,
  };
}

/** `api-usage=18/100000` */
function usageIn({ headers }: HttpAnswer, at: Date): SalesforceUsage | undefined {
  const [, used, allowed] = /api-usage=(\d+)\/(\d+)/.exec(headers['sforce-limit-info'] ?? '') ?? [];
  return used === undefined ? undefined : { share: Number(used) / Math.max(1, Number(allowed)), at };
}
