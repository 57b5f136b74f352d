import type { TelephonySettings } from '../messages/telephony-settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { EndedConversations } from '../ports/ended-conversations.ts';
import type { EndedWatch } from '../ports/ended-watch.ts';
import type { Pace } from '../ports/pace.ts';
import type { Through } from './choose.ts';
import { cxoneAccess } from './cxone-access.ts';
import { cxoneEnded } from './cxone-ended.ts';
import { cxoneEndedWatch } from './cxone-ended-watch.ts';
import { cxoneRequests } from './cxone-requests.ts';
import { genesysAccess } from './genesys-access.ts';
import { genesysEnded } from './genesys-ended.ts';
import { genesysRequests } from './genesys-requests.ts';
import { paced } from './paced-http.ts';

const DEADLINE_MS = 5000;

/** The token's request, the one for a conversation and its repeat must all end before the function is cut off, ms. */
const SLOT_WITHIN_MS = 4000;

/**
 * Who sees that conversations have ended. A platform with a bus tells it there; nothing is looked for then.
 */
export function chooseEndedWatch(settings: TelephonySettings, clock: Clock, through: Through): EndedWatch {
  switch (settings.platform) {
    case 'genesys':
      return { endedSince: async () => [] };
    case 'cxone': {
      const { api, tokens, now } = cxoneAccess(settings, clock, through);
      const campaigns = Object.values(settings.campaigns ?? {}).map(({ campaignId }) => campaignId);
      const skillIds = new Set([...Object.values(settings.queueIds), ...campaigns]);
      return cxoneEndedWatch(cxoneRequests(api, tokens, DEADLINE_MS, now), skillIds);
    }
    default:
      return settings satisfies never;
  }
}

/** Conversations of the platform a stage names. Every request draws on the shared budget as `segments`. */
export function chooseEndedConversations(
  settings: TelephonySettings,
  pace: Pace,
  clock: Clock,
): EndedConversations {
  const through = paced(pace, 'segments', clock, SLOT_WITHIN_MS);
  switch (settings.platform) {
    case 'genesys': {
      const { api, tokens, now } = genesysAccess(settings, clock, through);
      return genesysEnded(genesysRequests(api, tokens, DEADLINE_MS, now));
    }
    case 'cxone': {
      const { api, tokens, now } = cxoneAccess(settings, clock, through);
      return cxoneEnded(cxoneRequests(api, tokens, DEADLINE_MS, now));
    }
    default:
      return settings satisfies never;
  }
}
