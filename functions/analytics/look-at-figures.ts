import { RejectedError, TransientError } from '../errors.ts';
import type { CampaignRecord, Completion, ReportVersion } from '../messages/campaign-record.ts';
import type { CampaignReport } from '../messages/campaign-report.ts';
import type { AnalyticsOutcome, AnalyticsPorts, ReportRules } from './analytics-ports.ts';
import { buildReport } from './build-report.ts';
import { completionOf, newDelivery, withCompletion } from './campaign-life.ts';
import { figuresInterval } from './figures-interval.ts';
import { reportToDeliver } from './report-files.ts';
import { figuresHash, type Look, type Settled, settled } from './settling.ts';

/** What the platform said, or why it could not be asked. */
type Answer =
  | { readonly kind: 'look'; readonly look: Look }
  | { readonly kind: 'unknown_campaign' }
  | {
      readonly kind: 'none';
      readonly why: string;
      readonly ownBudget: boolean;
      readonly retryAfterMs: number;
    };

/**
 * Looks at the figures of an end once, and builds the next version of its report when they are ready. Repeatable, and
 * harmless when two look at once: the first to write counts.
 * @throws {TransientError} the ledger or the archive cannot be reached; the appointment stands
 */
export async function lookAtFigures(
  record: CampaignRecord,
  reportId: string,
  ports: AnalyticsPorts,
  rules: ReportRules,
): Promise<AnalyticsOutcome> {
  const completion = completionOf(record, reportId);
  if (!completion) return { outcome: 'already_moved', key: reportId };
  const answer = await ask(record, completion, ports, rules);
  if (answer.kind === 'unknown_campaign') return endUnknown(record.campaignId, completion, ports);
  const now = ports.clock.now();
  const look = answer.kind === 'look' ? answer.look : undefined;
  const verdict = settled(completion, look, now, rules);
  const version =
    look && verdict.kind === 'build'
      ? await build(record, completion, { look, provisional: verdict.provisional }, ports, rules)
      : undefined;
  const next = afterLook(completion, { answer, verdict, version, now });
  return write(record.campaignId, completion, next, ports);
}

/** The platform is asked for the campaign itself before anything else: how it was configured then, and that it exists. */
async function ask(
  record: CampaignRecord,
  completion: Completion,
  ports: AnalyticsPorts,
  rules: ReportRules,
): Promise<Answer> {
  const { campaignId } = record;
  const { reportId, endedAt, ending } = completion;
  try {
    if (completion.phase === 'SEEN') {
      const snapshot = await ports.campaigns.snapshot(campaignId);
      if (!snapshot) return { kind: 'unknown_campaign' };
      await ports.archive.keepConfiguration({ campaignId, reportId, endedAt }, snapshot);
    }
    const figures = await ports.campaigns.figures(campaignId, figuresInterval(record, completion, rules));
    if (!figures) return { kind: 'none', why: 'not_found', ownBudget: false, retryAfterMs: 0 };
    return { kind: 'look', look: { figures, hash: figuresHash(figures, ending) } };
  } catch (error) {
    return failed(error);
  }
}

/** A question that failed is asked again whatever the reason: a person may mend a permission. */
function failed(error: unknown): Answer {
  if (error instanceof TransientError) {
    if (error.reason === 'archive_unavailable') throw error;
    const ownBudget = error.reason === 'telephony_no_slot';
    return { kind: 'none', why: error.reason, ownBudget, retryAfterMs: error.retryAfterMs ?? 0 };
  }
  if (error instanceof RejectedError) {
    return { kind: 'none', why: error.reason, ownBudget: false, retryAfterMs: 0 };
  }
  throw error;
}

async function endUnknown(
  campaignId: string,
  completion: Completion,
  ports: AnalyticsPorts,
): Promise<AnalyticsOutcome> {
  await ports.keepUnknown(campaignId, completion.reportId);
  const why = 'unknown_campaign';
  const next: Completion = {
    ...completion,
    phase: 'UNKNOWN',
    why,
    nextLookAt: null,
    looks: completion.looks + 1,
  };
  const ended = await write(campaignId, completion, next, ports);
  return ended.outcome === 'already_moved' ? ended : { ...ended, outcome: 'quarantined', reason: why };
}

/** The documents are kept before the version is: a version that nobody could read would be worse than none. */
async function build(
  record: CampaignRecord,
  completion: Completion,
  { look, provisional }: { readonly look: Look; readonly provisional: boolean },
  ports: AnalyticsPorts,
  rules: ReportRules,
): Promise<ReportVersion> {
  const now = ports.clock.now();
  const report = buildReport({
    campaignId: record.campaignId,
    completion,
    figures: look.figures,
    interval: figuresInterval(record, completion, rules),
    provisional,
    before: await lastReport(completion, ports),
    now,
  });
  const documents = reportToDeliver(report);
  const document = await ports.archive.keepDocuments(documents);
  return {
    version: report.version,
    provisional,
    document,
    rows: documents.rows.length,
    sha256: documents.sha256,
    figures: look.hash,
    builtAt: now,
    deliveries: Object.fromEntries(
      [...Object.keys(ports.warehouses), ...ports.carrier.names].map((name) => [name, newDelivery(now)]),
    ),
    tellAt: null,
    told: false,
  };
}

async function lastReport(
  { versions }: Completion,
  { archive }: AnalyticsPorts,
): Promise<CampaignReport | undefined> {
  const last = versions.at(-1);
  return last && (await archive.readDocuments(last.document)).report;
}

interface Looked {
  readonly answer: Answer;
  readonly verdict: Settled;
  readonly version: ReportVersion | undefined;
  readonly now: Date;
}

function afterLook(completion: Completion, { answer, verdict, version, now }: Looked): Completion {
  const found = answer.kind === 'look' ? answer.look.hash : undefined;
  const ownBudget = answer.kind === 'none' && answer.ownBudget;
  const looked: Completion = {
    ...completion,
    looks: completion.looks + 1,
    calm: found !== undefined && found === completion.read ? completion.calm + 1 : 0,
    read: found ?? completion.read,
    settlingSince: completion.settlingSince ?? (ownBudget ? null : now),
    why: answer.kind === 'none' ? answer.why : null,
  };
  switch (verdict.kind) {
    case 'wait': {
      // A look our own budget put off is no look: it comes as soon as there may be a slot.
      const retryAt = answer.kind === 'none' ? now.getTime() + answer.retryAfterMs : 0;
      const until = ownBudget ? retryAt : Math.max(verdict.until.getTime(), retryAt);
      const phase = completion.phase === 'SEEN' && answer.kind === 'look' ? 'SETTLING' : completion.phase;
      return { ...looked, phase, why: looked.why ?? verdict.why, nextLookAt: new Date(until) };
    }
    case 'build':
      return {
        ...looked,
        calm: 0,
        phase: verdict.until ? 'RECHECKING' : verdict.provisional ? 'UNSETTLED' : 'FINAL',
        why: verdict.provisional ? 'the counts do not agree' : null,
        nextLookAt: verdict.until,
        versions: version ? [...completion.versions, version] : completion.versions,
      };
    case 'end':
      return { ...looked, phase: verdict.phase, why: verdict.why, nextLookAt: null };
    default:
      return verdict satisfies never;
  }
}

/** Whoever looked first has written; what another saw meanwhile is left out. */
async function write(
  campaignId: string,
  seen: Completion,
  next: Completion,
  { ledger }: AnalyticsPorts,
): Promise<AnalyticsOutcome> {
  const key = seen.reportId;
  return ledger.change(campaignId, (record) => {
    const there = record && completionOf(record, key);
    if (!record || there?.looks !== seen.looks) return { answer: { outcome: 'already_moved', key } };
    // Deliveries may have moved meanwhile; a look only adds a version.
    const added = next.versions.slice(seen.versions.length);
    const merged = { ...next, announced: there.announced, versions: [...there.versions, ...added] };
    return { next: withCompletion(record, merged), answer: { ...outcomeOf(seen, next), key } };
  });
}

function outcomeOf(before: Completion, next: Completion): Omit<AnalyticsOutcome, 'key'> {
  const built = next.versions.length > before.versions.length;
  const why = next.why === null ? {} : { reason: next.why };
  if (built) {
    const provisional = next.versions.at(-1)?.provisional === true;
    if (provisional) return { outcome: 'provisional', ...why };
    return { outcome: before.versions.length === 0 ? 'built' : 'restated' };
  }
  switch (next.phase) {
    case 'FINAL':
      return { outcome: 'final' };
    case 'UNSETTLED':
      return { outcome: 'unsettled', ...why };
    case 'UNREPORTED':
      return { outcome: 'unreported', ...why };
    default:
      return { outcome: 'waiting', ...why };
  }
}
