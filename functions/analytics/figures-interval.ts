import type { CampaignRecord, Completion } from '../messages/campaign-record.ts';
import type { ReportRules } from '../messages/report-settings.ts';
import type { Interval } from '../ports/campaigns.ts';

/** For processing latency and clocks that differ (guide 004, edge case 3). */
const MARGIN_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;

/**
 * When the calls of an end were made, in UTC, with a margin on both sides. Where nobody saw it begin, it began after the
 * completion before, else as long ago as the stage says. Reports by schedule adjoin one another and have no margin.
 */
export function figuresInterval(
  record: CampaignRecord,
  { ending, endedAt, startedAt }: Completion,
  rules: ReportRules,
): Interval {
  if (ending === 'running' && rules.alwaysRunningHours !== undefined) {
    return { start: after(endedAt, -rules.alwaysRunningHours * HOUR_MS), end: endedAt };
  }
  const earliest = after(endedAt, -rules.lookbackHours * HOUR_MS);
  const before = record.completions
    .filter((other) => other.ending === 'completed' && other.endedAt < endedAt)
    .at(-1)?.endedAt;
  const start = startedAt ?? (before && before > earliest ? before : earliest);
  return { start: after(start, -MARGIN_MS), end: after(endedAt, MARGIN_MS) };
}

const after = (from: Date, ms: number): Date => new Date(from.getTime() + ms);
