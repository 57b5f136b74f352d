import { weekdayOf } from './calendar-day.ts';
import type { CompiledRule } from './compiled-rule.ts';
import { DAY_MS, type HoursOfDay, windowHours } from './dialing-window.ts';
import { type Holidays, NO_HOLIDAYS, UNKNOWN_HOLIDAYS } from './holidays.ts';
import type { WindowPolicy } from './permission.ts';

/** Hours that apply, and where they come from. */
export interface AppliedHours {
  readonly id: string;
  readonly citation: string;
  /** `undefined`: the rule sets no hours. */
  readonly hoursOf: HoursOfDay | undefined;
  /** Whether a local day has other hours because it is a holiday, or the day before one. */
  isHoliday(localDay: number): boolean;
  /** The last local day the holiday list says something about. */
  readonly knownUntil: number;
}

/** The holidays a policy gives its rules: dates that hold for all of them, and calendars by name. */
export interface HolidaySource {
  readonly dates: Holidays;
  readonly calendars: ReadonlyMap<string, Holidays> | undefined;
}

const ALL_DAY = [{ from: 0, to: DAY_MS }];
const SUNDAY = 0;
const SATURDAY = 6;

/** The hours of a stage's window. */
export function stageHours(policy: WindowPolicy): AppliedHours {
  return {
    id: 'stage-window',
    citation: 'stage setting dialing.window',
    hoursOf: windowHours(policy),
    isHoliday: () => false,
    knownUntil: Number.POSITIVE_INFINITY,
  };
}

/** The hours of a rule. A calendar that is not among the policy's makes every day doubtful. */
export function ruleHours(compiled: CompiledRule, source: HolidaySource): AppliedHours {
  const { rule, citation, week, inForce } = compiled;
  const { treatment, eve } = rule.holidays;
  const holidays = treatment === 'normal' ? NO_HOLIDAYS : holidaysOf(rule.holidays.calendar, source);
  const isDay = (day: number): boolean => holidays.days.has(day);
  const isEve = (day: number): boolean =>
    eve === 'as_saturday' && isDay(day + 1) && weekdayOf(day) !== SUNDAY;
  const dayOfWeek = (day: number): number => {
    if (isDay(day)) return SUNDAY;
    return isEve(day) ? SATURDAY : weekdayOf(day);
  };
  const hoursOf: HoursOfDay = (day) => {
    if (day < inForce.first || day > inForce.last) return ALL_DAY;
    if (treatment === 'prohibited' && isDay(day)) return [];
    return week?.[dayOfWeek(day)] ?? [];
  };
  return {
    id: rule.id,
    citation,
    hoursOf: week ? hoursOf : undefined,
    isHoliday: (day) => isDay(day) || isEve(day),
    knownUntil: week ? holidays.until : Number.POSITIVE_INFINITY,
  };
}

function holidaysOf(calendar: string | null, { dates, calendars }: HolidaySource): Holidays {
  if (!calendars) return dates;
  const { days, until } = calendars.get(calendar ?? '') ?? UNKNOWN_HOLIDAYS;
  return { days: dates.days.size > 0 ? new Set([...days, ...dates.days]) : days, until };
}
