import { capUse } from './caps.ts';
import { steadySpans } from './clock-changes.ts';
import { answerEnds, consentEnds } from './consent.ts';
import { DAY_MS, openSpans } from './dialing-window.ts';
import type { Facts } from './permission-facts.ts';
import { intersection, joined, type Span, spanAt, without } from './spans.ts';

const MINUTE_MS = 60_000;
const SEARCH_MS = 14 * DAY_MS;

/** Most answers lie in the next two days; looking further costs more. */
const NEAR_MS = 2 * DAY_MS;

/** When every rule is open in every zone by the runtime's clocks. */
export function lawfulSpans({ zones, hours, unruled, overridden }: Facts, range: Span): readonly Span[] {
  if (overridden) return [range];
  if (unruled.length > 0) return [];
  const each = zones.flatMap(({ zone }) =>
    hours.flatMap(({ hoursOf }) => (hoursOf ? [openSpans(zone, hoursOf, range)] : [])),
  );
  return each.reduce<readonly Span[]>(intersection, [range]);
}

/** When nothing depends on zone data, holiday lists or answers that are too old. */
export function freshSpans(facts: Facts, range: Span): readonly Span[] {
  const until = Math.min(range.to, answersEnd(facts));
  const whole = range.from < until ? [{ from: range.from, to: until }] : [];
  if (facts.overridden) return whole;
  return [...byTheLaw(facts, range), ...withHolidays(facts, range)].reduce<readonly Span[]>(
    intersection,
    whole,
  );
}

/** Hours by clocks that show the lawful time where the runtime's own do not. */
function byTheLaw({ changes, hours }: Facts, range: Span): Span[][] {
  return changes.flatMap(({ clock, since }) =>
    hours.flatMap(({ hoursOf }) => {
      if (!hoursOf) return [];
      const before = { from: range.from, to: Math.min(range.to, since.getTime()) };
      const after = { from: Math.max(range.from, since.getTime()), to: range.to };
      const open = after.from < after.to ? openSpans(clock, hoursOf, after) : [];
      return [joined([before, ...open].filter(({ from, to }) => from < to))];
    }),
  );
}

/** The time up to the end of each rule's holiday list, in every zone. */
function withHolidays({ zones, hours }: Facts, range: Span): Span[][] {
  return hours
    .filter(({ knownUntil }) => knownUntil !== Number.POSITIVE_INFINITY)
    .flatMap(({ knownUntil }) =>
      zones.map(({ zone }) => {
        const known = steadySpans(zone, range).map(({ from, to, offsetMs }) => ({
          from,
          to: Math.min(to, (knownUntil + 1) * DAY_MS - offsetMs),
        }));
        return joined(known.filter(({ from, to }) => from < to));
      }),
    );
}

/** When the first answer or consent that is needed ends. */
export function answersEnd({ request, policy, needs }: Facts): number {
  return Math.min(
    needs.registry ? answerEnds(request.registry, policy) : Number.POSITIVE_INFINITY,
    needs.notReassigned ? answerEnds(request.reassigned, policy) : Number.POSITIVE_INFINITY,
  );
}

/** When all that depends on time allows a call. */
function allowedSpans(facts: Facts, range: Span): readonly Span[] {
  const { request, caps, zones, needs } = facts;
  const names = zones.map(({ zone }) => zone);
  const released = Math.max(
    suppressionEnds(facts),
    ...caps.map((cap) => capUse(cap, request, names).blockedUntil),
  );
  const leans = needs.consent !== undefined || caps.some(({ liftedByConsent }) => liftedByConsent);
  const consented = Math.min(range.to, leans ? consentEnds(request) : range.to);
  const { blackout } = request;
  const lawful = intersection(lawfulSpans(facts, range), freshSpans(facts, range));
  const calm = blackout ? without(lawful, blackoutSpan(blackout)) : lawful;
  return intersection(
    calm,
    released < consented ? [{ from: Math.max(range.from, released), to: consented }] : [],
  );
}

/** When the number leaves our own list. */
export function suppressionEnds({ request: { suppressedUntil } }: Facts): number {
  if (suppressedUntil === undefined) return Number.NEGATIVE_INFINITY;
  return suppressedUntil?.getTime() ?? Number.POSITIVE_INFINITY;
}

/** The time of a ban; what is not given has no end. */
export function blackoutSpan({ from, until }: { readonly from?: Date; readonly until?: Date }): Span {
  return {
    from: from?.getTime() ?? Number.NEGATIVE_INFINITY,
    to: until?.getTime() ?? Number.POSITIVE_INFINITY,
  };
}

/** The first whole minute from now on when a call is allowed; `null` when none within 14 days. */
export function nextAllowed(facts: Facts): Date | null {
  const start = Math.ceil(facts.now / MINUTE_MS) * MINUTE_MS;
  for (const ms of [NEAR_MS, SEARCH_MS + MINUTE_MS]) {
    const minute = allowedSpans(facts, { from: start, to: start + ms })
      .map(({ from, to }) => ({ at: Math.ceil(from / MINUTE_MS) * MINUTE_MS, to }))
      .find(({ at, to }) => at < to);
    if (minute) return new Date(minute.at);
  }
  return null;
}

/** The first instant after now, when a call is allowed, at which it no longer is; `undefined`: not within 14 days. */
export function allowedUntil(facts: Facts): number | undefined {
  for (const ms of [NEAR_MS, SEARCH_MS]) {
    const range = { from: facts.now, to: facts.now + ms };
    const span = spanAt(allowedSpans(facts, range), facts.now);
    if (span && span.to < range.to) return span.to;
  }
  return undefined;
}
