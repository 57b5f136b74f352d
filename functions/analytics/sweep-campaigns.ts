import type { AnalyticsOutcome, AnalyticsPorts } from './analytics-ports.ts';

/** Campaigns taken up in one sweep; the rest is due in the next. */
const SWEEP_LIMIT = 500;

/** A message of its own is under way for what has just become due, ms. */
const GRACE_MS = 3 * 60_000;

/**
 * Takes up campaigns whose appointment has passed and whom no message has brought: a message was lost, or the
 * appointment was too far away for one.
 * @throws {TransientError} the list cannot be read, or the queue not be reached
 */
export async function sweepCampaigns({
  ledger,
  outbox,
  clock,
}: Pick<AnalyticsPorts, 'ledger' | 'outbox' | 'clock'>): Promise<readonly AnalyticsOutcome[]> {
  const late = new Date(clock.now().getTime() - GRACE_MS);
  const campaigns = await ledger.due(late, SWEEP_LIMIT);
  await Promise.all(campaigns.map((campaignId) => outbox.advance({ advance: campaignId, hops: 0 }, 0)));
  return campaigns.map((key) => ({ outcome: 'resumed', key }));
}
