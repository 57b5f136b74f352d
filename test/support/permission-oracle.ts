import type { CallingRule, Weekday } from '../../functions/compliance/calling-rule.ts';
import type { PermissionPolicy, PermissionRequest } from '../../functions/compliance/permission.ts';

/** What the oracle finds by looking at every minute. */
export interface Scanned {
  readonly allowed: boolean;
  /** First allowed whole minute from the instant on; `null` when none within 14 days. */
  readonly next: number | null;
  /** First whole minute after an allowed instant that is not allowed; `undefined` when none within 14 days. */
  readonly closes: number | undefined;
}

const MINUTE = 60_000;
const QUARTER_MINUTES = 15;
const DAY_MINUTES = 24 * 60;
const SEARCH_MINUTES = 14 * DAY_MINUTES;
const WEEKDAYS: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** What the clocks of some zones show at every minute of a stretch of time. Clocks change at whole quarter hours. */
export interface ClockTable {
  readonly from: number;
  readonly minutes: number;
  readonly shown: ReadonlyMap<string, Int32Array>;
}

/** Asks `Intl` every quarter of an hour what the clocks show, in minutes since 1970 as if they were UTC. */
export function clockTable(zones: readonly string[], from: Date, days: number): ClockTable {
  const minutes = days * DAY_MINUTES;
  const shown = new Map(zones.map((zone) => [zone, clocksOf(zone, from.getTime(), minutes)]));
  return { from: from.getTime(), minutes, shown };
}

function clocksOf(zone: string, from: number, minutes: number): Int32Array {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const clocks = new Int32Array(minutes);
  for (let minute = 0; minute < minutes; minute += QUARTER_MINUTES) {
    const text = format.format(from + minute * MINUTE);
    const shown = Date.parse(`${text.replace(' ', 'T')}Z`) / MINUTE;
    for (let more = 0; more < QUARTER_MINUTES; more++) clocks[minute + more] = shown + more;
  }
  return clocks;
}

/** Looks at every minute of the next 14 days. The rules of a jurisdiction policy all apply. */
export function scan(
  table: ClockTable,
  zones: readonly string[],
  request: PermissionRequest,
  policy: PermissionPolicy,
): Scanned {
  const now = request.instant.getTime();
  const clocks = zones.map((zone) => table.shown.get(zone) ?? new Int32Array());
  const isOpen = openBy(policy);
  const isReleased = releasedBy(request, policy);
  const isAllowed = (at: number): boolean => {
    const place = Math.floor((at - table.from) / MINUTE);
    return isReleased(at) && clocks.every((shown) => isOpen(shown[place] ?? Number.NaN));
  };
  const start = Math.ceil(now / MINUTE) * MINUTE;
  const first = (wanted: boolean): number | undefined => {
    for (let at = start; at <= start + SEARCH_MINUTES * MINUTE; at += MINUTE) {
      if (isAllowed(at) === wanted) return at;
    }
    return undefined;
  };
  return isAllowed(now)
    ? { allowed: true, next: null, closes: first(false) }
    : { allowed: false, next: first(true) ?? null, closes: undefined };
}

/** Whether a clock that shows so many minutes since 1970 is inside the hours. */
function openBy(policy: PermissionPolicy): (shown: number) => boolean {
  if (policy.kind === 'window') {
    const [from, to] = [minuteOf(policy.opensAt), minuteOf(policy.closesAt)];
    return (shown) => from <= shown % DAY_MINUTES && shown % DAY_MINUTES < to;
  }
  const holidays = (policy.holidayDates ?? []).map((date) => Date.parse(date) / (DAY_MINUTES * MINUTE));
  const each = policy.rules.map((rule) => openByRule(rule, holidays));
  return (shown) => each.every((isOpen) => isOpen(Math.floor(shown / DAY_MINUTES), shown % DAY_MINUTES));
}

function openByRule({ windows, holidays: { treatment } }: CallingRule, holidays: readonly number[]) {
  const week = WEEKDAYS.map((weekday) =>
    (windows?.[weekday] ?? []).map(([from, to]) => [minuteOf(from), minuteOf(to)] as const),
  );
  return (day: number, minute: number): boolean => {
    const isHoliday = holidays.includes(day);
    if (isHoliday && treatment === 'prohibited') return false;
    const weekday = isHoliday && treatment === 'as_sunday' ? 0 : (day + 4) % 7;
    return week[weekday]?.some(([from, to]) => from <= minute && minute < to) ?? false;
  };
}

/** Suppression, ban and caps of whole hours that count all attempts. */
function releasedBy(
  { suppressedUntil, blackout, attempts = [] }: PermissionRequest,
  { caps = [] }: PermissionPolicy,
) {
  const made = attempts.map((attempt) => attempt.at.getTime());
  const limits = caps.map(({ max, rolling }) => ({ max, hours: Number(/^PT(\d+)H$/.exec(rolling)?.[1]) }));
  return (at: number): boolean => {
    if (suppressedUntil && at < suppressedUntil.getTime()) return false;
    if (blackout?.from && blackout.until && at >= blackout.from.getTime() && at < blackout.until.getTime()) {
      return false;
    }
    return limits.every(
      ({ max, hours }) => made.filter((one) => one > at - hours * 60 * MINUTE).length < max,
    );
  };
}

function minuteOf(time: string): number {
  const [hour, minute] = time.split(':').map(Number);
  return (hour ?? Number.NaN) * 60 + (minute ?? Number.NaN);
}
