import { TransientError } from '../errors.ts';
import type { CampaignRecord } from '../messages/campaign-record.ts';
import type { AnalyticsOutcome, AnalyticsPorts } from './analytics-ports.ts';
import { completionOf, withCompletion } from './campaign-life.ts';

/** Word that could not be left is left again after this long, ms. */
const AGAIN_MS = 60_000;

/**
 * Leaves word that a version can be read. Whoever passes it on has a queue of its own: what becomes of it never comes
 * back here. Left twice it is one notice, because it has one name.
 * @throws {TransientError} the ledger cannot be reached
 */
export async function tellReport(
  record: CampaignRecord,
  { reportId, version }: { readonly reportId: string; readonly version: number },
  { ledger, notices, clock }: AnalyticsPorts,
): Promise<AnalyticsOutcome> {
  const { campaignId } = record;
  const there = completionOf(record, reportId)?.versions.find((one) => one.version === version);
  const location = there?.deliveries.s3?.receipt?.reference;
  if (!there || location === undefined) return { outcome: 'already_moved', key: reportId };
  const { provisional } = there;
  const supersedes = version > 1 ? version - 1 : null;
  const left = await notices
    .leave({ reportId, version, campaignId, provisional, supersedes, location })
    .then(() => true)
    .catch(unlessBroken);
  const again = new Date(clock.now().getTime() + AGAIN_MS);
  return ledger.change(campaignId, (now) => {
    const completion = now && completionOf(now, reportId);
    if (!now || !completion) return { answer: { outcome: 'already_moved', key: reportId } };
    const versions = completion.versions.map((one) =>
      one.version === version
        ? { ...one, told: left || one.told, tellAt: left || one.told ? null : again }
        : one,
    );
    return {
      next: withCompletion(now, { ...completion, versions }),
      answer: { outcome: left ? 'told' : 'tell_failed', key: reportId },
    };
  });
}

function unlessBroken(error: unknown): false {
  if (error instanceof TransientError) return false;
  throw error;
}
