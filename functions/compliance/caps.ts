import type { Cap, CapScope, Counted, RuleCap } from './calling-rule.ts';
import { steadyOffsetMs, steadySpans } from './clock-changes.ts';
import { consentVerdict } from './consent.ts';
import { DAY_MS, localDay } from './dialing-window.ts';
import { durationMs } from './duration.ts';
import type { Attempt, CapUse, PermissionRequest } from './permission.ts';

/** A cap as the engine computes with it. */
export interface CompiledCap {
  readonly id: string;
  readonly max: number;
  readonly counts: Counted;
  readonly scope: CapScope;
  /** Exact time, or calendar days of the called party. */
  readonly rolling: boolean;
  readonly periodMs: number;
  readonly liftedByConsent: boolean;
}

/** A cap of the stage. */
export function policyCap(cap: Cap): CompiledCap {
  const { id, max, scope } = cap;
  const periodMs = durationMs(cap.rolling) ?? Number.POSITIVE_INFINITY;
  return { id, max, scope, periodMs, counts: 'attempts', rolling: true, liftedByConsent: false };
}

/** A cap of a rule. Without a scope to compute with, attempts about every subject count. */
export function ruleCap(ruleId: string, cap: RuleCap): CompiledCap {
  const { max, counts, rolling, key = 'customer', liftedByConsent = false } = cap;
  const periodMs = durationMs(cap.period) ?? Number.POSITIVE_INFINITY;
  return {
    id: `${ruleId}:${max}/${cap.period}`,
    max,
    counts,
    scope: key,
    rolling,
    periodMs,
    liftedByConsent,
  };
}

/**
 * How far a cap is used up at an instant, and until when it refuses. An attempt stops counting exactly when the period
 * is over; one that lies ahead, by another clock, counts already.
 */
export function capUse(
  cap: CompiledCap,
  request: PermissionRequest,
  zones: readonly string[],
): { readonly use: CapUse; readonly blockedUntil: number } {
  const now = request.instant.getTime();
  if (cap.liftedByConsent && consentVerdict(request, 'express') === 'given') {
    return { use: { id: cap.id, used: 0, max: cap.max }, blockedUntil: Number.NEGATIVE_INFINITY };
  }
  const ends = counted(cap, request).map((at) => endOf(at, cap, zones));
  const latestFirst = ends.toSorted((a, b) => b - a);
  const blockedUntil = blockedBy(cap, latestFirst);
  const use = { id: cap.id, used: ends.filter((end) => end > now).length, max: cap.max };
  if (blockedUntil <= now) return { use, blockedUntil };
  const resets = new Date(blockedUntil);
  return { use: { ...use, resetsAt: Number.isNaN(resets.getTime()) ? null : resets }, blockedUntil };
}

/** A call is allowed once fewer than `max` count; a `max` of 0 bans attempts for good, and calls after other events. */
function blockedBy({ max, counts }: CompiledCap, latestFirst: readonly number[]): number {
  if (max === 0 && counts === 'attempts') return Number.POSITIVE_INFINITY;
  return latestFirst[Math.max(max, 1) - 1] ?? Number.NEGATIVE_INFINITY;
}

const OUTCOMES: Readonly<Record<Counted, Attempt['outcome']>> = {
  attempts: undefined,
  conversations: 'conversation',
  abandoned: 'abandoned',
  refusals: 'refused',
};

function counted({ counts, scope }: CompiledCap, request: PermissionRequest): number[] {
  const { customer, subject, attempts = [] } = request;
  return attempts
    .filter((attempt) => customer === undefined || attempt.customer === customer)
    .filter((attempt) => scope === 'customer' || subject === undefined || attempt.subject === subject)
    .filter((attempt) => counts === 'attempts' || attempt.outcome === OUTCOMES[counts])
    .map(({ at }) => at.getTime());
}

/** When an attempt stops counting. Calendar days end last in one of the zones. */
function endOf(at: number, { rolling, periodMs }: CompiledCap, zones: readonly string[]): number {
  if (rolling) return at + periodMs;
  const days = Math.round(periodMs / DAY_MS);
  return Math.max(at, ...zones.map((zone) => dayStart(zone, localDay(at, steadyOffsetMs(zone, at)) + days)));
}

/** When the local date has become that of a day for good: a clock set back over midnight shows the day before again. */
function dayStart(zone: string, day: number): number {
  const midnight = day * DAY_MS;
  const around = { from: midnight - DAY_MS, to: midnight + DAY_MS };
  return Math.max(
    ...steadySpans(zone, around)
      .filter(({ from, offsetMs }) => from + offsetMs < midnight)
      .map(({ to, offsetMs }) => Math.min(to, midnight - offsetMs)),
  );
}
