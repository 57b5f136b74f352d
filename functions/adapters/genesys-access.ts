import type { GenesysSettings } from '../messages/telephony-settings.ts';
import type { Clock } from '../ports/clock.ts';
import { genesysThrottle } from './genesys-throttle.ts';
import { type HttpClient, httpClient } from './http.ts';
import { clientCredentialsTokens } from './oauth.ts';
import { ClientCredentials, secret } from './secrets.ts';

/** The API of the platform a stage names and its tokens; every request to either goes `through` the same. */
export function genesysAccess(
  settings: GenesysSettings,
  clock: Clock,
  through: (http: HttpClient) => HttpClient,
) {
  const now = () => clock.now();
  const credentials = secret(settings.secretArn, ClientCredentials, now);
  const counted = (url: string) => through(genesysThrottle(httpClient(url)));
  const tokens = clientCredentialsTokens(counted(settings.loginBaseUrl), credentials, now);
  return { api: counted(settings.apiBaseUrl), tokens, now };
}
