import type { Clock } from '../ports/clock.ts';
import type { Through } from './choose.ts';
import { formTokens } from './form-tokens.ts';
import { type HttpClient, httpClient } from './http.ts';
import { type Salesforce, type SalesforceOrg, salesforce } from './salesforce.ts';
import { salesforceThrottle } from './salesforce-errors.ts';
import { ClientCredentials, secret } from './secrets.ts';

/** Client credentials against the org's own My Domain host (reference/crm-and-cxone.md, A.2). */
export const SALESFORCE_TOKEN_PATH = '/services/oauth2/token';

/**
 * An org as often as it is wanted, over one connection and with one token. `logins`: what logins pass; the org's
 * allocation does not count them.
 */
export function salesforceLanes(
  settings: SalesforceOrg & { readonly secretArn: string },
  clock: Clock,
  logins: Through = (http) => http,
): (through: Through) => Salesforce {
  const now = () => clock.now();
  const clients = new Map<string, HttpClient>();
  const clientOf = (origin: string): HttpClient => {
    const client = clients.get(origin) ?? salesforceThrottle(httpClient(origin));
    clients.set(origin, client);
    return client;
  };
  const credentials = secret(settings.secretArn, ClientCredentials, now);
  const login = logins(clientOf(new URL(settings.baseUrl).origin));
  const tokens = formTokens(login, SALESFORCE_TOKEN_PATH, 'salesforce', credentials, now);
  return (through) => {
    const passed = new Map<string, HttpClient>();
    const passing = (origin: string): HttpClient => {
      const client = passed.get(origin) ?? through(clientOf(origin));
      passed.set(origin, client);
      return client;
    };
    return salesforce({ tokens, clientOf: passing, now }, settings);
  };
}
