import type { AlertOutcome } from '../alert/ending.ts';
import type { DialRequest } from '../messages/alert-facts.ts';
import type { CampaignSettings } from '../messages/telephony-settings.ts';
import type { DialingRules } from './ask-again.ts';
import type { ContactBatches } from './contact-batches.ts';
import type { DialingPorts } from './dialing-ports.ts';
import { placeCall } from './place-call.ts';

/** What dialing touches when campaigns call, too. */
export interface AllDialingPorts extends DialingPorts {
  readonly batches: ContactBatches;
}

export interface AllDialingRules extends DialingRules {
  /** Campaigns by the names classes give them. */
  readonly campaigns: Readonly<Record<string, CampaignSettings>>;
}

/**
 * One pass of dialing over one alert, as `placeCall`: by a callback of its own, or as one of the contacts that share a
 * request to a campaign's list. A campaign the stage does not name any more is a callback.
 * @throws {TransientError} a store cannot be reached; safe to deliver again
 */
export async function dialAlert(
  request: DialRequest,
  remainingMs: () => number,
  ports: AllDialingPorts,
  rules: AllDialingRules,
): Promise<AlertOutcome> {
  const campaign = rules.campaigns[request.route.campaign ?? ''];
  if (!campaign) return placeCall(request, remainingMs, ports, rules);
  const { telephony, pace, leave } = ports.batches.join(campaign, request.alert.key);
  try {
    const { contactListId } = campaign;
    return await placeCall(request, remainingMs, { ...ports, telephony, pace }, { ...rules, contactListId });
  } finally {
    leave();
  }
}
