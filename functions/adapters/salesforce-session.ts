import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import { type HttpClient, NoAnswerError, NotSentError } from './http.ts';
import type { ClientCredentials, Secret } from './secrets.ts';

/** A session: where the API is, and the token for it. */
export interface SalesforceSession {
  /** Origin of the org's API, e.g. `https://example.my.salesforce.com`. */
  readonly origin: string;
  readonly token: string;
}

/** Sessions of the integration user, one at a time, shared by all callers. */
export interface SalesforceSessions {
  /** A session, opened only when there is none. @throws {TransientError} */
  open(): Promise<SalesforceSession>;
  /** Salesforce refused this token: forget it and read the secret again before the next. */
  refused(token: string): void;
}

const DEADLINE_MS = 5000;
/** A login that failed is not tried again for this long: an org allows 3,600 logins an hour. */
const FAILED_FOR_MS = 60_000;

const Granted = z.object({ access_token: z.string().check(z.minLength(1)), instance_url: z.url() });

/**
 * Client credentials against the org's own My Domain host. The answer has no lifetime: a token holds until a 401.
 * (reference/crm-and-cxone.md, A.2)
 */
export function salesforceSessions(
  loginUrl: string,
  login: HttpClient,
  credentials: Secret<ClientCredentials>,
  now: () => Date,
): SalesforceSessions {
  let session: SalesforceSession | undefined;
  let opening: Promise<SalesforceSession> | undefined;
  let secretIsSuspect = false;
  let failed: { readonly error: unknown; readonly until: number } | undefined;

  async function fetch(): Promise<SalesforceSession> {
    const { clientId, clientSecret } = await credentials.value(secretIsSuspect);
    try {
      const granted = await requestToken(login, clientId, clientSecret);
      session = { origin: allowedOrigin(granted.instance_url, loginUrl), token: granted.access_token };
    } catch (error) {
      failed = { error, until: now().getTime() + FAILED_FOR_MS };
      throw error;
    }
    secretIsSuspect = false;
    failed = undefined;
    return session;
  }

  return {
    async open() {
      if (session) return session;
      if (failed && now().getTime() < failed.until) throw failed.error;
      opening ??= fetch().finally(() => {
        opening = undefined;
      });
      return opening;
    },
    refused(token) {
      if (session?.token !== token) return;
      session = undefined;
      secretIsSuspect = true;
    },
  };
}

/** Only the login host itself or another host of Salesforce gets the token. */
function allowedOrigin(instanceUrl: string, loginUrl: string): string {
  const instance = new URL(instanceUrl);
  const isOwn = instance.origin === new URL(loginUrl).origin;
  if (isOwn || (instance.protocol === 'https:' && instance.hostname.endsWith('.my.salesforce.com'))) {
    return instance.origin;
  }
  throw new TransientError(
    'salesforce_foreign_host',
    'the session belongs to a host that is not of Salesforce',
  );
}

async function requestToken(login: HttpClient, clientId: string, clientSecret: string) {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  try {
    const answer = await login.send({
      method: 'POST',
      path: '/services/oauth2/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
      deadlineMs: DEADLINE_MS,
    });
    if (answer.status === 200) return Granted.parse(JSON.parse(answer.body));
    throw new TransientError('salesforce_login_refused', `the login answered ${answer.status}`);
  } catch (error) {
    if (error instanceof TransientError) throw error;
    const silent = error instanceof NotSentError || error instanceof NoAnswerError;
    throw new TransientError('salesforce_unavailable', silent ? error.message : 'the login is unreadable');
  }
}
