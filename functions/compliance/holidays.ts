import { dayOf } from './calendar-day.ts';
import type { HolidayCalendars } from './calling-rule.ts';
import * as is from './shapes.ts';

/** The holidays of one rule, in days since 1970-01-01, and the last day the list says something about. */
export interface Holidays {
  readonly days: ReadonlySet<number>;
  readonly until: number;
}

/** Nothing is a holiday, ever. */
export const NO_HOLIDAYS: Holidays = { days: new Set(), until: Number.POSITIVE_INFINITY };

/** A list that ended before it began: every day of it is in doubt. */
export const UNKNOWN_HOLIDAYS: Holidays = { days: new Set(), until: Number.NEGATIVE_INFINITY };

/** The holidays of dates `YYYY-MM-DD`, good for ever; `undefined` when one is no date. Takes anything. */
export function datedHolidays(dates: unknown): Holidays | undefined {
  if (!Array.isArray(dates)) return undefined;
  const days = Array.from<unknown, number | undefined>(dates, dayOf).filter((day) => day !== undefined);
  return days.length === dates.length ? { days: new Set(days), until: Number.POSITIVE_INFINITY } : undefined;
}

/** Reading the lists costs more than a verdict, so each set of calendars is read once. */
const read = new WeakMap<object, ReadonlyMap<string, Holidays> | 'unusable'>();

/** The holidays of every calendar; `undefined` when something is not what it should be. Takes anything. */
export function calendarHolidays(calendars: unknown): ReadonlyMap<string, Holidays> | undefined {
  if (!is.isObject(calendars)) return undefined;
  const known = read.get(calendars) ?? (isCalendars(calendars) ? compile(calendars) : 'unusable');
  read.set(calendars, known);
  return known === 'unusable' ? undefined : known;
}

const isDate: is.Shape = (value) => dayOf(value) !== undefined;
const isCalendars = (value: object): value is HolidayCalendars =>
  is.flawOf(value, {
    version: is.isText,
    calendars: is.isRecordOf(is.isObjectOf({ until: isDate, dates: is.isListOf(isDate) })),
  }) === undefined;

function compile({ calendars }: HolidayCalendars): ReadonlyMap<string, Holidays> {
  return new Map(
    Object.entries(calendars).map(([name, { until, dates }]) => [
      name,
      { days: datedHolidays(dates)?.days ?? new Set(), until: dayOf(until) ?? Number.NEGATIVE_INFINITY },
    ]),
  );
}
