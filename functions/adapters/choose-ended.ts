import type { TelephonySettings } from '../messages/settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { EndedConversations } from '../ports/ended-conversations.ts';
import { genesysEnded } from './genesys-ended.ts';
import { httpClient } from './http.ts';
import { clientCredentialsTokens } from './oauth.ts';
import { ClientCredentials, secret } from './secrets.ts';

/** Conversations of the platform a stage names. */
export function chooseEndedConversations(settings: TelephonySettings, clock: Clock): EndedConversations {
  const now = () => clock.now();
  const credentials = secret(settings.secretArn, ClientCredentials, now);
  const tokens = clientCredentialsTokens(httpClient(settings.loginBaseUrl), credentials, now);
  return genesysEnded(httpClient(settings.apiBaseUrl), tokens, now);
}
