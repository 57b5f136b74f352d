import { createHash } from 'node:crypto';
import type { CampaignRecord, CampaignStatus, Completion } from '../messages/campaign-record.ts';
import type { CampaignEnding } from '../messages/campaign-report.ts';

/** Two tidings of one end, by different clocks, are this close together at most, ms. */
const SAME_END_MS = 2 * 60_000;

/** Ends a record keeps; those before them are long over. */
const MOST_KEPT = 10;

/** An end somebody told of. */
export interface ToldEnd {
  readonly campaignId: string;
  readonly ending: CampaignEnding;
  readonly endedAt: Date;
  /** When it began, where that was told. */
  readonly startedAt?: Date;
  /** Contacts that were announced with it. */
  readonly announced?: number;
}

/** How a campaign stands, by an event or a look. */
export interface ToldStanding {
  readonly campaignId: string;
  readonly status: CampaignStatus;
  readonly version: number;
  readonly at: Date;
  /** `poll`: what is met there for the first time ended before anybody looked. */
  readonly by: 'event' | 'poll';
  /** Where only a look dates it: it came to stand so since the look before. */
  readonly seenAt?: Date;
}

/** What news make of a record. `ended`: a new end, whose figures are wanted. */
export interface Watched {
  readonly record: CampaignRecord;
  readonly outcome: 'ended' | 'duplicate' | 'ignored';
  readonly reason: string;
  readonly reportId?: string;
}

/** A campaign of which nothing is known. */
export const unwatched = (campaignId: string): CampaignRecord => ({
  campaignId,
  status: null,
  version: -1,
  runningSince: null,
  completions: [],
});

/** Names an end for good: the same campaign, way of ending and instant have the same report. */
export function reportIdOf({ campaignId, ending, endedAt }: ToldEnd): string {
  const named = `${campaignId}|${ending}|${endedAt.toISOString()}`;
  return `rpt-${createHash('sha256').update(named).digest('hex').slice(0, 24)}`;
}

/** Of two tidings only one may have said how many contacts there were. */
function repeated(
  record: CampaignRecord,
  known: Completion,
  { announced }: ToldEnd,
): Pick<Watched, 'record' | 'reportId'> {
  const { reportId } = known;
  if (known.announced !== null || announced === undefined) return { record, reportId };
  const completions = record.completions.map((one) => (one === known ? { ...one, announced } : one));
  return { record: { ...record, completions }, reportId };
}

/** What the record becomes when somebody says in so many words that the campaign ended. */
export function withEnd(record: CampaignRecord, end: ToldEnd, now: Date): Watched {
  const known = record.completions.find((one) => isSame(one, end));
  if (known) return { ...repeated(record, known, end), outcome: 'duplicate', reason: 'told before' };
  const completion = completionOf(record, end, now);
  const completions = [...record.completions, completion].toSorted(
    (a, b) => a.endedAt.getTime() - b.endedAt.getTime(),
  );
  const kept = completions.length > MOST_KEPT ? withoutOldest(completions) : completions;
  return {
    record: { ...record, completions: kept },
    outcome: 'ended',
    reason: end.ending,
    reportId: completion.reportId,
  };
}

/**
 * What the record becomes when the platform tells how it stands. Only a step from one status to another is an end;
 * what is older than what is known changes nothing.
 */
export function withStanding(record: CampaignRecord, told: ToldStanding, now: Date): Watched {
  if (told.version <= record.version) return { record, outcome: 'ignored', reason: 'older version' };
  const { status: before } = record;
  const { status, version, seenAt } = told;
  const watched = { ...record, status, version, ...(seenAt && { seenAt }) };
  if (told.status === 'on') {
    const runningSince = begins(before) ? told.at : record.runningSince;
    return { record: { ...watched, runningSince }, outcome: 'ignored', reason: 'on' };
  }
  const ending = endingOf(before, told);
  if (ending === undefined) return { record: watched, outcome: 'ignored', reason: told.status };
  const known = seenAt && toldSince(record, ending);
  if (known)
    return { record: watched, outcome: 'duplicate', reason: 'told before', reportId: known.reportId };
  return withEnd(watched, { campaignId: told.campaignId, ending, endedAt: told.at }, now);
}

/** The end somebody told of in so many words since the look before. */
const toldSince = ({ completions, seenAt }: CampaignRecord, ending: CampaignEnding): Completion | undefined =>
  completions.find((one) => one.ending === ending && seenAt !== undefined && one.endedAt >= seenAt);

/** A campaign that was only halted goes on counting when it is on again. */
const begins = (before: string | null): boolean => before === null || before === 'complete';

/** The last is a platform's own word, which older records hold. */
const RUNNING = new Set(['on', 'stopping', 'forced_stopping']);

function endingOf(before: string | null, { status, by }: ToldStanding): CampaignEnding | undefined {
  if (before === status) return undefined;
  if (status === 'complete') return before === null && by === 'poll' ? undefined : 'completed';
  // Plain edits of a campaign that is off come as news, too: only who was seen running has stopped.
  if (before === null || !RUNNING.has(before)) return undefined;
  if (status === 'off') return 'stopped';
  return status === 'failed' ? 'failed' : undefined;
}

/** A stop is not a completion, however close together they are. */
const isSame = (known: Completion, told: ToldEnd): boolean =>
  known.ending === told.ending &&
  (known.ending === 'running'
    ? known.endedAt.getTime() === told.endedAt.getTime()
    : Math.abs(known.endedAt.getTime() - told.endedAt.getTime()) <= SAME_END_MS);

/** Those whose work is over go first. */
function withoutOldest(completions: readonly Completion[]): Completion[] {
  const over = completions.findIndex((one) =>
    ['FINAL', 'UNKNOWN', 'UNREPORTED', 'UNSETTLED'].includes(one.phase),
  );
  const oldest = over < 0 ? 0 : over;
  return completions.filter((_, index) => index !== oldest);
}

function completionOf(record: CampaignRecord, end: ToldEnd, now: Date): Completion {
  const startedAt = end.startedAt ?? record.runningSince;
  return {
    reportId: reportIdOf(end),
    ending: end.ending,
    endedAt: end.endedAt,
    startedAt: startedAt && startedAt < end.endedAt ? startedAt : null,
    announced: end.announced ?? null,
    seenAt: now,
    phase: 'SEEN',
    why: null,
    looks: 0,
    calm: 0,
    settlingSince: null,
    read: null,
    nextLookAt: now,
    versions: [],
  };
}
