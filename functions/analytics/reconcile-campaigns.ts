import type { CampaignStanding } from '../ports/campaigns.ts';
import type { AnalyticsOutcome, AnalyticsPorts, ReportRules } from './analytics-ports.ts';
import { takeEnd, takeLook } from './take-end.ts';

const HOUR_MS = 3_600_000;

/** Pages read in one pass, of at least 100 campaigns each; no organization comes near it. */
const MOST_PAGES = 100;

/**
 * Looks at all campaigns: ends nobody announced are taken, and campaigns that never complete are reported on when their
 * hour has come. Repeatable.
 * @throws {TransientError} the platform, a store or the queue cannot be reached; the next pass does the same work
 */
export async function reconcileCampaigns(
  ports: AnalyticsPorts,
  rules: ReportRules,
): Promise<readonly AnalyticsOutcome[]> {
  const outcomes: AnalyticsOutcome[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { campaigns, more } = await ports.campaigns.standings(page);
    for (const standing of campaigns) outcomes.push(...(await reconcile(standing, ports, rules)));
    if (!more) break;
  }
  return outcomes.filter(({ outcome }) => outcome !== 'ignored' && outcome !== 'duplicate');
}

async function reconcile(
  standing: CampaignStanding,
  ports: AnalyticsPorts,
  rules: ReportRules,
): Promise<AnalyticsOutcome[]> {
  const taken = await takeLook(standing, ports);
  const endedAt = scheduledEnd(standing, rules, ports.clock.now());
  if (!endedAt) return [taken];
  const { campaignId } = standing;
  return [taken, await takeEnd({ campaignId, ending: 'running', endedAt }, ports)];
}

/** The last full period of a campaign that never completes; `undefined` for others, and before it ran that long. */
function scheduledEnd(
  { alwaysRunning, status, changedAt }: CampaignStanding,
  { alwaysRunningHours }: ReportRules,
  now: Date,
): Date | undefined {
  if (!alwaysRunning || status !== 'on' || alwaysRunningHours === undefined) return undefined;
  const periodMs = alwaysRunningHours * HOUR_MS;
  const end = new Date(Math.floor(now.getTime() / periodMs) * periodMs);
  return changedAt < end ? end : undefined;
}
