import { TransientError } from '../errors.ts';
import type { CampaignSettings } from '../messages/telephony-settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { Campaign, ContactLists } from '../ports/contact-lists.ts';
import { campaignProblem } from './campaign-problem.ts';
import { after } from './protocol.ts';

/** How long what is known of a campaign is good for. */
const KNOWN_MS = 60_000;

/** Campaigns as they were at most a minute ago. */
export interface KnownCampaigns {
  /**
   * The column of a campaign's list that holds the number, when it may be given contacts. Repeatable, and one question to
   * the platform for all who ask.
   * @throws {TransientError} the platform cannot be asked, or the campaign may not be used as it is
   */
  phoneColumn(settings: CampaignSettings): Promise<string>;
}

/** What one function knows of the campaigns it feeds. */
export function knownCampaigns(lists: Pick<ContactLists, 'campaign'>, clock: Clock): KnownCampaigns {
  const asked = new Map<string, { readonly until: Date; readonly campaign: Promise<Campaign | undefined> }>();

  function campaignNow(campaignId: string): Promise<Campaign | undefined> {
    const now = clock.now();
    const known = asked.get(campaignId);
    if (known && known.until > now) return known.campaign;
    const campaign = lists.campaign(campaignId);
    asked.set(campaignId, { until: after(now, KNOWN_MS), campaign });
    campaign.catch(() => asked.delete(campaignId));
    return campaign;
  }

  return {
    async phoneColumn(settings) {
      const campaign = await campaignNow(settings.campaignId);
      const problem = campaignProblem(campaign, settings);
      const [column] = campaign?.phoneColumns ?? [];
      if (problem === undefined && column !== undefined) return column;
      throw new TransientError(problem ?? 'campaign_without_phone', 'the campaign may not be used as it is');
    },
  };
}
