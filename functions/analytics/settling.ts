import { createHash } from 'node:crypto';
import type { Completion } from '../messages/campaign-record.ts';
import type { Residual } from '../messages/campaign-report.ts';
import type { ReportRules } from '../messages/report-settings.ts';
import type { CampaignFigures } from '../ports/campaigns.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';

const HOUR_MS = 3_600_000;
/** Each wait is this much longer than the one before. */
const GROWTH = 1.5;
/** Between looks at a report that is there: from this, doubling, to the last. */
const FIRST_RECHECK_MS = 5 * 60_000;
const LONGEST_RECHECK_MS = 12 * HOUR_MS;
/** Between looks for figures that are not there long after the end. */
const LONGEST_SEARCH_MS = HOUR_MS;

/** What a look found. `hash` is of the figures alone, however often and whenever they were read. */
export interface Look {
  readonly figures: CampaignFigures;
  readonly hash: string;
}

/** What to do after a look. */
export type Settled =
  | { readonly kind: 'wait'; readonly until: Date; readonly why: string }
  | { readonly kind: 'build'; readonly provisional: boolean; readonly until: Date | null }
  | {
      readonly kind: 'end';
      readonly phase: 'FINAL' | 'UNSETTLED' | 'UNREPORTED';
      readonly why: string | null;
    };

/** A campaign that still runs moves its progress all the time: there only its calls count. */
export function figuresHash(figures: CampaignFigures, ending: Completion['ending']): string {
  const { sources: _sources, contacts, ...calls } = figures;
  const told = ending === 'running' ? calls : { ...calls, contacts };
  return createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(told))))
    .digest('hex');
}

/** What does not add up. */
export function residualOf({ contacts, attempts }: CampaignFigures, announced: number | null): Residual {
  const skipped = sumOf(contacts.skippedByReason);
  return {
    contactsLeft: contacts.total - contacts.called - skipped,
    attemptsMissing: Math.max(0, contacts.called - attempts),
    announcedMissing: announced === null ? null : announced - contacts.total,
  };
}

/**
 * Whether the dialer's progress and analytics tell of the same calls: the announced contacts against those there are
 * where the event announced any, else called and skipped against all of them; and an attempt at least for each called
 * contact. What was stopped or still runs may have contacts left.
 */
export function countsAgree(figures: CampaignFigures, { announced, ending }: Completion): boolean {
  const { contactsLeft, attemptsMissing, announcedMissing } = residualOf(figures, announced);
  if (ending === 'running') return true;
  if (attemptsMissing > 0) return false;
  if (announcedMissing !== null) return announcedMissing === 0;
  return ending !== 'completed' || contactsLeft === 0;
}

/** What to do after a look at the figures; `look` is `undefined` while the platform has none or could not be asked. */
export function settled(
  completion: Completion,
  look: Look | undefined,
  now: Date,
  rules: ReportRules,
): Settled {
  const last = completion.versions.at(-1);
  return last === undefined
    ? settling(completion, look, now, rules)
    : rechecking({ ...completion, last }, look, now, rules);
}

function settling(completion: Completion, look: Look | undefined, now: Date, rules: ReportRules): Settled {
  const agreed = look !== undefined && isSettled(completion, look);
  const firstRecheck = after(now, FIRST_RECHECK_MS);
  if (agreed) return { kind: 'build', provisional: false, until: firstRecheck };
  const limit = after(completion.settlingSince ?? now, rules.settleSeconds * 1000);
  // One read alone may have met the figures half way: the second comes soon, also after the limit.
  if (look && completion.read === null) return unsettled(after(now, rules.firstWaitSeconds * 1000), look);
  if (look && now >= limit) return { kind: 'build', provisional: true, until: firstRecheck };
  if (!look && now >= windowEnd(completion, rules)) {
    return { kind: 'end', phase: 'UNREPORTED', why: completion.why ?? 'no figures' };
  }
  const grown = rules.firstWaitSeconds * 1000 * GROWTH ** Math.min(completion.looks, 20);
  const next = after(now, Math.min(grown, now < limit ? rules.settleSeconds * 1000 : LONGEST_SEARCH_MS));
  return unsettled(look && next > limit ? limit : next, look);
}

const unsettled = (until: Date, look: Look | undefined): Settled => ({
  kind: 'wait',
  until,
  why: look ? 'the counts do not agree yet' : 'no figures yet',
});

function rechecking(
  completion: Completion & { readonly last: Completion['versions'][number] },
  look: Look | undefined,
  now: Date,
  rules: ReportRules,
): Settled {
  const { last } = completion;
  const end = windowEnd(completion, rules);
  const twice = look !== undefined && look.hash === completion.read;
  const changed = look !== undefined && look.hash !== last.figures;
  if (look && twice && countsAgree(look.figures, completion) && (last.provisional || changed)) {
    return { kind: 'build', provisional: false, until: now < end ? after(now, FIRST_RECHECK_MS) : null };
  }
  if (now >= end) return ended(last.provisional, twice && changed);
  const wanted = look && !twice ? rules.firstWaitSeconds * 1000 : recheckMs(completion.calm);
  const next = after(now, wanted);
  return { kind: 'wait', until: next < end ? next : end, why: 'looking again' };
}

/** The last word on figures that never agreed still tells what they are. */
function ended(provisional: boolean, changed: boolean): Settled {
  if (!provisional) return { kind: 'end', phase: 'FINAL', why: null };
  if (changed) return { kind: 'build', provisional: true, until: null };
  return { kind: 'end', phase: 'UNSETTLED', why: 'the counts never agreed' };
}

const isSettled = (completion: Completion, look: Look): boolean =>
  look.hash === completion.read && countsAgree(look.figures, completion);

/** Until when figures are looked at again. */
const windowEnd = ({ seenAt }: Completion, rules: ReportRules): Date =>
  after(seenAt, rules.correctionHours * HOUR_MS);

const recheckMs = (calm: number): number =>
  Math.min(FIRST_RECHECK_MS * 2 ** Math.min(calm, 20), LONGEST_RECHECK_MS);
const after = (from: Date, ms: number): Date => new Date(from.getTime() + ms);
const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
