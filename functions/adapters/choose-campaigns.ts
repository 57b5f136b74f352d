import type { TelephonySettings } from '../messages/settings.ts';
import type { Campaigns } from '../ports/campaigns.ts';
import type { Clock } from '../ports/clock.ts';
import type { Pace } from '../ports/pace.ts';
import { genesysCampaigns } from './genesys-campaigns.ts';
import { genesysRequests } from './genesys-requests.ts';
import { genesysThrottle } from './genesys-throttle.ts';
import { httpClient } from './http.ts';
import { clientCredentialsTokens } from './oauth.ts';
import { paced } from './paced-http.ts';
import { ClientCredentials, secret } from './secrets.ts';

/** Analytics may think for longer about a campaign of weeks than about anything else. */
const DEADLINE_MS = 10_000;

/** Campaigns of the platform a stage names. Every request draws on the shared budget as `reports`. */
export function chooseCampaigns(settings: TelephonySettings, pace: Pace, clock: Clock): Campaigns {
  const now = () => clock.now();
  const through = paced(pace, 'reports', clock);
  const credentials = secret(settings.secretArn, ClientCredentials, now);
  const counted = (url: string) => through(genesysThrottle(httpClient(url)));
  const tokens = clientCredentialsTokens(counted(settings.loginBaseUrl), credentials, now);
  return genesysCampaigns(genesysRequests(counted(settings.apiBaseUrl), tokens, DEADLINE_MS, now), now);
}
