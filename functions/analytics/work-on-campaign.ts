import * as z from 'zod/mini';
import { RejectedError } from '../errors.ts';
import { CampaignEvent } from '../messages/campaign-event.ts';
import { AdvanceRequest } from '../messages/campaign-record.ts';
import { CarryResult } from '../messages/carry-request.ts';
import { CampaignChange } from '../messages/from-genesys-campaign.ts';
import { malformedReason } from '../runtime/malformed.ts';
import { advanceCampaign } from './advance-campaign.ts';
import type { AnalyticsOutcome, AnalyticsPorts, ReportRules } from './analytics-ports.ts';
import { afterTry } from './deliver-report.ts';
import { reconcileCampaigns } from './reconcile-campaigns.ts';
import { sweepCampaigns } from './sweep-campaigns.ts';
import { takeCampaignChange, takeCampaignEvent } from './take-end.ts';

/** Any body: what it must be, its way in tells. */
export const AnalyticsRequest = z.looseObject({});
export type AnalyticsRequest = z.infer<typeof AnalyticsRequest>;

/** The clock's messages. */
const Clocked = z.strictObject({ sweep: z.enum(['reports', 'campaigns']) });

/** How a message came. */
export interface AnalyticsArrival {
  /** The door; absent for what no door can bring: the bus, the clock, our own messages. */
  readonly door: string | undefined;
  remainingMs(): number;
}

/**
 * Works on one message: an end by the door or the bus, a campaign with something due, word of the courier, or the clock.
 * @throws {RejectedError} it is none of these
 * @throws {TransientError} a store, the platform or the queue cannot be reached; what was taken is recognised
 */
export async function workOnCampaign(
  body: AnalyticsRequest,
  { door, remainingMs }: AnalyticsArrival,
  ports: AnalyticsPorts,
  rules: ReportRules,
): Promise<readonly AnalyticsOutcome[]> {
  if (door !== undefined) return [await takeCampaignEvent(parsed(CampaignEvent, body), ports)];
  if ('detail' in body) return [await takeCampaignChange(parsed(CampaignChange, body), ports)];
  if ('advance' in body) {
    const { advance, hops } = parsed(AdvanceRequest, body);
    return advanceCampaign({ campaignId: advance, hops }, ports, rules, remainingMs);
  }
  if ('carried' in body) {
    const { carried, tried } = parsed(CarryResult, body);
    return [await afterTry(carried, tried, ports, rules)];
  }
  const { sweep } = parsed(Clocked, body);
  return sweep === 'reports' ? sweepCampaigns(ports) : reconcileCampaigns(ports, rules);
}

function parsed<S extends z.core.$ZodType>(schema: S, body: AnalyticsRequest): z.output<S> {
  const result = z.safeParse(schema, body);
  if (result.success) return result.data;
  throw new RejectedError(malformedReason(result.error), 'the message is not as agreed');
}
