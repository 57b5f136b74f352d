import type { CampaignRecord } from '../messages/campaign-record.ts';
import type { AnalyticsOutcome, AnalyticsPorts, ReportRules } from './analytics-ports.ts';
import { type DueAct, dueAct, dueAt } from './campaign-life.ts';
import { deliverReport } from './deliver-report.ts';
import { lookAtFigures } from './look-at-figures.ts';
import { tellReport } from './tell-report.ts';

/** An appointment is followed at once as long as the campaign has another, at most so often. */
const MOST_ACTS = 12;

/** No further act begins when less than this is left, ms: a look takes at most two waits for a slot and two answers. */
const SAFE_REMAINDER_MS = 45_000;

/** Messages one after another for one campaign; from then on the sweep alone follows its appointments. */
const MOST_HOPS = 60;

/** SQS delays a message no longer than this, s. */
const LONGEST_DELAY_S = 900;

/**
 * Does what is due for a campaign, and leaves a message for the next appointment when it is near. Repeatable, by any
 * number of workers at once.
 * @throws {TransientError} a store cannot be reached; the appointment stands and the next sweep follows it
 */
export async function advanceCampaign(
  { campaignId, hops }: { readonly campaignId: string; readonly hops: number },
  ports: AnalyticsPorts,
  rules: ReportRules,
  remainingMs: () => number,
): Promise<readonly AnalyticsOutcome[]> {
  const outcomes: AnalyticsOutcome[] = [];
  while (outcomes.length < MOST_ACTS && remainingMs() > SAFE_REMAINDER_MS) {
    const record = await ports.ledger.read(campaignId);
    const due = record && dueAct(record, ports.clock.now());
    if (!record || !due) break;
    outcomes.push(await act(record, due, ports, rules));
  }
  await followNext(campaignId, hops, ports);
  return outcomes.length > 0 ? outcomes : [{ outcome: 'already_moved', reason: 'not due', key: campaignId }];
}

function act(
  record: CampaignRecord,
  due: DueAct,
  ports: AnalyticsPorts,
  rules: ReportRules,
): Promise<AnalyticsOutcome> {
  switch (due.kind) {
    case 'look':
      return lookAtFigures(record, due.reportId, ports, rules);
    case 'deliver':
      return deliverReport(record, due, ports, rules);
    case 'tell':
      return tellReport(record, due, ports);
    default:
      return due satisfies never;
  }
}

/** A message that cannot be left is not missed: the sweep finds the appointment. */
async function followNext(campaignId: string, hops: number, ports: AnalyticsPorts): Promise<void> {
  const record = await ports.ledger.read(campaignId);
  const next = record && dueAt(record);
  if (!next || hops >= MOST_HOPS) return;
  const seconds = Math.max(1, Math.ceil((next.getTime() - ports.clock.now().getTime()) / 1000));
  if (seconds > LONGEST_DELAY_S) return;
  await ports.outbox.advance({ advance: campaignId, hops: hops + 1 }, seconds).catch(() => undefined);
}
