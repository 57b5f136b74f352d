import type { CrmSettings, TelephonySettings } from '../messages/settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { Crm } from '../ports/crm.ts';
import type { Telephony } from '../ports/telephony.ts';
import { genesysTelephony } from './genesys.ts';
import { httpClient } from './http.ts';
import { clientCredentialsTokens } from './oauth.ts';
import { restCrm } from './rest-crm.ts';
import { BearerToken, ClientCredentials, secret } from './secrets.ts';

/** The CRM a stage names. */
export function chooseCrm(settings: CrmSettings, clock: Clock): Crm {
  const now = () => clock.now();
  const token = secret(settings.secretArn, BearerToken, now);
  const { pathname } = new URL(settings.baseUrl);
  return restCrm(httpClient(settings.baseUrl), pathname.replace(/\/$/, ''), settings.paths, token, now);
}

/** The telephony platform a stage names. `requestMs`: the deadline of one request. */
export function chooseTelephony(settings: TelephonySettings, requestMs: number, clock: Clock): Telephony {
  const now = () => clock.now();
  const credentials = secret(settings.secretArn, ClientCredentials, now);
  const tokens = clientCredentialsTokens(httpClient(settings.loginBaseUrl), credentials, now);
  return genesysTelephony(httpClient(settings.apiBaseUrl), tokens, { ...settings, requestMs }, now);
}
