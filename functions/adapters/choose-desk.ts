import type { TicketDeskSettings } from '../messages/ticketing-settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { TicketDesk } from '../ports/ticket-desk.ts';
import type { Through } from './choose.ts';
import { salesforceLanes } from './choose-salesforce.ts';
import { formTokens } from './form-tokens.ts';
import { httpClient } from './http.ts';
import { salesforceCases } from './salesforce-cases.ts';
import { ClientCredentials, secret } from './secrets.ts';
import { serviceNowDesk } from './servicenow.ts';

/** The desk a stage names. `through`: what every request to it passes, the logins included. */
export function chooseTicketDesk(settings: TicketDeskSettings, clock: Clock, through: Through): TicketDesk {
  const now = () => clock.now();
  switch (settings.kind) {
    case 'servicenow': {
      const http = through(httpClient(settings.baseUrl));
      const credentials = secret(settings.secretArn, ClientCredentials, now);
      return serviceNowDesk(
        http,
        formTokens(http, '/oauth_token.do', 'servicenow', credentials, now),
        settings,
        now,
      );
    }
    case 'salesforce':
      return salesforceCases(salesforceLanes(settings, clock, through)(through), settings, now);
    default:
      return settings satisfies never;
  }
}
