import { answersEnd, blackoutSpan, freshSpans, suppressionEnds } from './allowed-time.ts';
import { capUse } from './caps.ts';
import { consentVerdict } from './consent.ts';
import type { AppliedRule, CapUse, PermissionReason } from './permission.ts';
import type { Facts } from './permission-facts.ts';
import { isUsableTzdata, OLDEST_TZDATA } from './zone-freshness.ts';

/** One check, asked whether an earlier one failed or not. `detail` tells nothing about who is called. */
export interface Check {
  readonly reason: Exclude<PermissionReason, 'allowed' | 'invalid_request'>;
  readonly passes: boolean;
  /** Whether waiting may help. */
  readonly isAboutTime: boolean;
  readonly detail: string;
}

/** Every check in the order that decides the reason (rules engine semantics: the first failure names it). */
export function checksOf(
  facts: Facts,
  rules: readonly AppliedRule[],
  caps: readonly CapUse[],
): readonly Check[] {
  return [
    doNotDisturb(facts),
    suppressed(facts),
    ...consented(facts),
    phone(facts),
    registry(facts),
    reassigned(facts),
    zones(facts),
    blackout(facts),
    hours(facts, rules),
    frequency(caps),
    freshness(facts),
  ];
}

/** The caps at the instant, used up or not. */
export function capUses({ caps, request, zones: known }: Facts): readonly CapUse[] {
  const names = known.map(({ zone }) => zone);
  return caps.map((cap) => capUse(cap, request, names).use);
}

function doNotDisturb({ request }: Facts): Check {
  const { doNotDisturb: flag } = request;
  return state('do_not_disturb', flag !== true, `flag ${flag ?? 'absent'}`);
}

function suppressed(facts: Facts): Check {
  const { suppressedUntil } = facts.request;
  const end = suppressedUntil === null ? 'for good' : `until ${suppressedUntil?.toISOString()}`;
  const passes = suppressionEnds(facts) <= facts.now;
  const detail = suppressedUntil === undefined ? 'not on our own list' : `on our own list ${end}`;
  return { ...state('suppressed', passes, detail), isAboutTime: suppressedUntil !== null };
}

function consented({ request, needs }: Facts): readonly Check[] {
  if (needs.consent === undefined) return [state('consent_missing', true, 'not asked for')];
  const verdict = consentVerdict(request, needs.consent);
  const asked = `${needs.consent} consent is asked for, ${request.consent?.level ?? 'none'} is known`;
  return [
    state('consent_missing', verdict !== 'consent_missing', asked),
    state('consent_revoked', verdict !== 'consent_revoked', asked),
  ];
}

function phone({ hasNoNumber }: Facts): Check {
  return state('invalid_phone', !hasNoNumber, hasNoNumber ? 'no such number' : 'a number');
}

function registry({ request, needs }: Facts): Check {
  if (!needs.registry) return state('registry_listed', true, 'not asked for');
  const listed = request.registry?.listed === true;
  return state('registry_listed', !listed, request.registry ? `listed ${listed}` : 'no answer');
}

function reassigned({ request, needs }: Facts): Check {
  if (!needs.notReassigned) return state('number_reassigned', true, 'not asked for');
  const answer = request.reassigned?.answer;
  const detail = answer === undefined ? 'no answer' : `reassigned ${answer}`;
  return state('number_reassigned', answer === undefined || answer === 'no', detail);
}

function zones({ zones: known, hasUnknownZone }: Facts): Check {
  const detail = hasUnknownZone ? 'a zone that is not in the tz database' : `${known.length} zones`;
  return state('unknown_time_zone', known.length > 0 && !hasUnknownZone, detail);
}

function blackout({ request: { blackout: ban }, now }: Facts): Check {
  if (!ban) return state('blackout', true, 'none');
  const { from, to } = blackoutSpan(ban);
  const end = ban.until ? `until ${ban.until.toISOString()}` : 'until further notice';
  return { ...state('blackout', now < from || now >= to, `${ban.id} ${end}`), isAboutTime: true };
}

function hours({ overridden, unruled, zones: known }: Facts, rules: readonly AppliedRule[]): Check {
  const closed = rules.filter(({ outcome }) => outcome === 'closed' || outcome === 'holiday');
  const passes = overridden || (unruled.length === 0 && closed.length === 0);
  const detail = (): string => {
    if (overridden) return 'overridden, the call is an emergency';
    if (unruled.length > 0) return `no rule sets hours in ${unruled.join(', ')}`;
    if (known.length === 0) return 'not judged without a zone';
    return closed.length > 0 ? `closed by ${closed.map(({ id }) => id).join(', ')}` : 'open';
  };
  return { ...state('outside_window', passes, detail()), isAboutTime: true };
}

function frequency(caps: readonly CapUse[]): Check {
  const full = caps.filter(({ resetsAt }) => resetsAt !== undefined);
  const detail = caps.map(({ id, used, max }) => `${id} ${used} of ${max}`).join(', ');
  return { ...state('frequency_limit', full.length === 0, detail || 'no caps'), isAboutTime: true };
}

/** Zone data below the oldest that will do are too old for any call; the rest may be too old for some hours only. */
function freshness(facts: Facts): Check {
  const { tzdata, now, changes, hours: applied } = facts;
  if (!isUsableTzdata(tzdata)) {
    const update = `zone data ${tzdata} are older than ${OLDEST_TZDATA}: update the runtime`;
    return state('data_stale', false, update);
  }
  if (answersEnd(facts) <= now) {
    return state('data_stale', false, 'a registry answer is missing or too old: ask the registry again');
  }
  // One millisecond is the smallest step of a date.
  const passes = freshSpans(facts, { from: now, to: now + 1 }).length > 0;
  const older = changes
    .filter(({ since }) => since.getTime() <= now)
    .map(
      ({ zone, needs, clock }) =>
        `${zone} needs zone data ${needs}, judged by ${clock}, too: update the runtime`,
    );
  const lists = applied
    .filter(({ knownUntil }) => knownUntil < Number.POSITIVE_INFINITY)
    .map(({ id }) => `${id} has a holiday list`);
  const doubts = passes ? older : [...older, ...lists.map((list) => `${list}: extend it`)];
  return { ...state('data_stale', passes, doubts.join('; ') || `zone data ${tzdata}`), isAboutTime: true };
}

function state(reason: Check['reason'], passes: boolean, detail: string): Check {
  return { reason, passes, isAboutTime: false, detail };
}
