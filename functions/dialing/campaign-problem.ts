import type { CampaignSettings } from '../messages/telephony-settings.ts';
import type { Campaign } from '../ports/contact-lists.ts';

/**
 * Why a campaign may not be given contacts to call, or `undefined`. It must call one person for each free agent, so
 * that nobody picks up a call without one (guide 002, edge case 3): never predictive. It must go on when it runs out of
 * contacts, or what is added next waits for ever. It must keep to hours of its own, because it calls when it likes.
 */
export function campaignProblem(
  campaign: Campaign | undefined,
  { contactListId }: CampaignSettings,
): string | undefined {
  if (!campaign) return 'campaign_unknown';
  if (campaign.contactListId !== contactListId) return 'campaign_has_another_list';
  if (campaign.dialingMode !== 'paced') return 'campaign_not_paced';
  if (!campaign.alwaysRunning) return 'campaign_may_complete';
  if (campaign.status !== 'on') return 'campaign_not_on';
  if (!campaign.hasCallableTimes) return 'campaign_without_hours';
  return campaign.phoneColumns.length === 0 ? 'campaign_without_phone' : undefined;
}
