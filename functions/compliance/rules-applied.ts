import { dateOf } from './calendar-day.ts';
import { steadyOffsetMs } from './clock-changes.ts';
import { DAY_MS, localDay } from './dialing-window.ts';
import type { AppliedRule } from './permission.ts';
import type { Facts } from './permission-facts.ts';
import type { AppliedHours } from './rule-hours.ts';
import { clockText } from './wall-clock.ts';

/** A rule with a line for the trace about every zone in which it is not plainly open. */
export interface ExplainedRule extends AppliedRule {
  readonly details: readonly string[];
}

interface ZoneOutcome {
  readonly zone: string;
  readonly localTime: string;
  readonly outcome: AppliedRule['outcome'];
}

/** Ordered by how much it says: the worst zone speaks for the rule. */
const WORST_FIRST: readonly AppliedRule['outcome'][] = ['holiday', 'closed', 'stale', 'no_hours', 'open'];

/** What every rule says at the instant, the zones taken together. A `stale` rule is open as far as its list knows. */
export function appliedRules({ hours, zones, now }: Facts): readonly ExplainedRule[] {
  return hours.map((rule) => {
    const each = zones.map(({ zone }) => zoneOutcome(rule, zone, now));
    const plain = rule.hoursOf ? 'open' : 'no_hours';
    const outcome = WORST_FIRST.find((worst) => each.some((one) => one.outcome === worst)) ?? plain;
    const closed = each.filter((one) => one.outcome !== 'open' && one.outcome !== 'no_hours');
    const details = closed.map(
      (one) => `  ${rule.id}: ${one.outcome} in ${one.zone}, where it is ${one.localTime}`,
    );
    return { id: rule.id, citation: rule.citation, outcome, details };
  });
}

function zoneOutcome(rule: AppliedHours, zone: string, now: number): ZoneOutcome {
  const offsetMs = steadyOffsetMs(zone, now);
  const day = localDay(now, offsetMs);
  const sinceMidnight = now + offsetMs - day * DAY_MS;
  const localTime = `${dateOf(day)} ${clockText(sinceMidnight / 1000)}`;
  return { zone, localTime, outcome: outcomeAt(rule, day, sinceMidnight) };
}

function outcomeAt(rule: AppliedHours, day: number, sinceMidnight: number): AppliedRule['outcome'] {
  if (!rule.hoursOf) return 'no_hours';
  const open = rule.hoursOf(day).some(({ from, to }) => from <= sinceMidnight && sinceMidnight < to);
  if (!open) return rule.isHoliday(day) ? 'holiday' : 'closed';
  return day > rule.knownUntil ? 'stale' : 'open';
}
