import type { Campaign, ContactLists } from '../ports/contact-lists.ts';

/** Why no contact may be added for a campaign. */
export type CampaignProblem =
  | 'campaign_unknown'
  | 'campaign_not_preview'
  | 'campaign_off'
  | 'campaign_without_number'
  | 'campaign_without_callable_times';

/** A campaign that takes contacts, or why it does not. */
export type CampaignFound =
  | { readonly kind: 'open'; readonly campaign: Campaign; readonly phoneColumn: string }
  | { readonly kind: 'closed'; readonly reason: CampaignProblem };

/** Whether a campaign takes contacts for previews. Pure. */
export function judgedCampaign(campaign: Campaign | undefined): CampaignFound {
  if (!campaign) return { kind: 'closed', reason: 'campaign_unknown' };
  if (campaign.dialingMode !== 'preview') return { kind: 'closed', reason: 'campaign_not_preview' };
  if (campaign.status !== 'on') return { kind: 'closed', reason: 'campaign_off' };
  const [phoneColumn] = campaign.phoneColumns;
  if (phoneColumn === undefined) return { kind: 'closed', reason: 'campaign_without_number' };
  // What we cannot take back in time, because we are down ourselves, only the platform's own hours hold back.
  if (!campaign.hasCallableTimes) return { kind: 'closed', reason: 'campaign_without_callable_times' };
  return { kind: 'open', campaign, phoneColumn };
}

/** Campaigns as one message sees them: each is asked for once. @throws {TransientError} it cannot be asked now */
export function campaignsOf(lists: Pick<ContactLists, 'campaign'>) {
  const asked = new Map<string, Promise<CampaignFound>>();
  return (campaignId: string): Promise<CampaignFound> => {
    const known = asked.get(campaignId) ?? lists.campaign(campaignId).then(judgedCampaign);
    asked.set(campaignId, known);
    return known;
  };
}
export type Campaigns = ReturnType<typeof campaignsOf>;
