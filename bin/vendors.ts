import { SALESFORCE_TOKEN_PATH } from '../functions/adapters/choose-salesforce.ts';
import { formTokens } from '../functions/adapters/form-tokens.ts';
import { type HttpClient, httpClient } from '../functions/adapters/http.ts';
import { restCrm } from '../functions/adapters/rest-crm.ts';
import { type Salesforce, type SalesforceOrg, salesforce } from '../functions/adapters/salesforce.ts';
import { salesforceCases } from '../functions/adapters/salesforce-cases.ts';
import { salesforceCrm } from '../functions/adapters/salesforce-crm.ts';
import { salesforceThrottle } from '../functions/adapters/salesforce-errors.ts';
import { BearerToken, ClientCredentials, keptSecret, type Secret } from '../functions/adapters/secrets.ts';
import { serviceNowDesk } from '../functions/adapters/servicenow.ts';
import type { CrmSettings } from '../functions/messages/settings.ts';
import type { TicketDeskSettings } from '../functions/messages/ticketing-settings.ts';
import type { Crm } from '../functions/ports/crm.ts';
import type { TicketDesk } from '../functions/ports/ticket-desk.ts';

const now = (): Date => new Date();

/** OAuth credentials from a secret's text, which an operator has in hand. */
export const clientIn = (text: string): Secret<ClientCredentials> =>
  keptSecret(async () => text, ClientCredentials, now);

/** The CRM of a stage, under credentials that no function has yet. Its requests draw on no budget. */
export function crmWith(settings: CrmSettings, text: string): Crm {
  switch (settings.kind) {
    case 'rest': {
      const basePath = new URL(settings.baseUrl).pathname.replace(/\/$/, '');
      const token = keptSecret(async () => text, BearerToken, now);
      return restCrm(httpClient(settings.baseUrl), basePath, settings.paths, token, now);
    }
    case 'salesforce':
      return salesforceCrm(orgWith(settings, text), settings, now);
    default:
      return settings satisfies never;
  }
}

/** The desk of a stage, under credentials that no function has yet. Its requests draw on no budget. */
export function deskWith(settings: TicketDeskSettings, text: string): TicketDesk {
  switch (settings.kind) {
    case 'servicenow': {
      const http = httpClient(settings.baseUrl);
      const tokens = formTokens(http, '/oauth_token.do', 'servicenow', clientIn(text), now);
      return serviceNowDesk(http, tokens, settings, now);
    }
    case 'salesforce':
      return salesforceCases(orgWith(settings, text), settings, now);
    default:
      return settings satisfies never;
  }
}

/** A Salesforce org under such credentials. */
export function orgWith(org: SalesforceOrg, text: string): Salesforce {
  const clients = new Map<string, HttpClient>();
  const clientOf = (origin: string): HttpClient => {
    const client = clients.get(origin) ?? salesforceThrottle(httpClient(origin));
    clients.set(origin, client);
    return client;
  };
  const login = clientOf(new URL(org.baseUrl).origin);
  const tokens = formTokens(login, SALESFORCE_TOKEN_PATH, 'salesforce', clientIn(text), now);
  return salesforce({ tokens, clientOf, now }, org);
}
