import type { TelephonySettings } from '../messages/telephony-settings.ts';
import type { Campaigns } from '../ports/campaigns.ts';
import type { Clock } from '../ports/clock.ts';
import type { Pace } from '../ports/pace.ts';
import { cxoneAccess } from './cxone-access.ts';
import { cxoneCampaigns } from './cxone-campaigns.ts';
import { cxoneRequests } from './cxone-requests.ts';
import { genesysAccess } from './genesys-access.ts';
import { genesysCampaigns } from './genesys-campaigns.ts';
import { genesysRequests } from './genesys-requests.ts';
import { paced } from './paced-http.ts';

/** Analytics may think for longer about a campaign of weeks than about anything else. */
const DEADLINE_MS = 10_000;

/** Campaigns of the platform a stage names. Every request draws on the shared budget as `reports`. */
export function chooseCampaigns(settings: TelephonySettings, pace: Pace, clock: Clock): Campaigns {
  switch (settings.platform) {
    case 'genesys': {
      const { api, tokens, now } = genesysAccess(settings, clock, paced(pace, 'reports', clock));
      return genesysCampaigns(genesysRequests(api, tokens, DEADLINE_MS, now), now);
    }
    case 'cxone': {
      const { api, tokens, now } = cxoneAccess(settings, clock, paced(pace, 'reports', clock));
      const fed = new Set(Object.values(settings.campaigns ?? {}).map(({ campaignId }) => campaignId));
      return cxoneCampaigns(cxoneRequests(api, tokens, DEADLINE_MS, now), { fed, now });
    }
    default:
      return settings satisfies never;
  }
}
