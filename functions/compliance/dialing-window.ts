import { wallClock } from './wall-clock.ts';

/** Local hours in which calls are allowed: start inclusive, end exclusive, every day alike. */
export interface DialingWindow {
  /** `HH:MM`. */
  readonly opensAt: string;
  /** `HH:MM`, later than `opensAt`; `24:00` is the end of the day. */
  readonly closesAt: string;
}

const MINUTE_MS = 60_000;
const DAY_SECONDS = 24 * 60 * 60;

/** A search ends here: a window that does not open in two weeks does not open. */
const SEARCH_MINUTES = 14 * 24 * 60;

/** Whether the wall clock is inside the window in every zone. */
export function isOpen(window: DialingWindow, zones: readonly string[], instant: Date): boolean {
  return zones.every((zone) => {
    const { secondOfDay } = wallClock(instant, zone);
    return secondOfDay >= seconds(window.opensAt) && secondOfDay < seconds(window.closesAt);
  });
}

/** The first whole minute at or after `from` when the window is open in every zone; `null` within 14 days none. */
export function nextOpening(window: DialingWindow, zones: readonly string[], from: Date): Date | null {
  const wholeMinute = Math.ceil(from.getTime() / MINUTE_MS) * MINUTE_MS;
  return search(window, zones, new Date(wholeMinute), { wanted: true, edge: window.opensAt });
}

/** The first whole minute after `from`, an open instant, when the window closes in some zone; `null` if never. */
export function nextClosing(window: DialingWindow, zones: readonly string[], from: Date): Date | null {
  const wholeMinute = Math.floor(from.getTime() / MINUTE_MS) * MINUTE_MS;
  return search(window, zones, new Date(wholeMinute), { wanted: false, edge: window.closesAt });
}

/** Leaps from edge to edge, and minute by minute over a clock change, so that its gap or overlap comes out right. */
function search(
  window: DialingWindow,
  zones: readonly string[],
  from: Date,
  goal: { readonly wanted: boolean; readonly edge: string },
): Date | null {
  let minutes = 0;
  while (minutes <= SEARCH_MINUTES) {
    const at = new Date(from.getTime() + minutes * MINUTE_MS);
    if (isOpen(window, zones, at) === goal.wanted) return at;
    minutes += leapTowards(goal.edge, at, zones);
  }
  return null;
}

/** Minutes to the nearest edge, or part of the way there when a clock change lies between; at least 1. */
function leapTowards(edge: string, at: Date, zones: readonly string[]): number {
  let leap = Math.min(...zones.map((zone) => minutesUntil(edge, at, zone)));
  while (leap > 1 && !zones.every((zone) => isEven(at, leap, zone))) leap = Math.floor(leap / 2);
  return leap;
}

/** Whether the wall clock moves as far as time does: then no clock change lies between. */
function isEven(at: Date, minutes: number, zone: string): boolean {
  const later = new Date(at.getTime() + minutes * MINUTE_MS);
  const moved = wallClock(later, zone).secondOfDay - wallClock(at, zone).secondOfDay;
  return (moved - minutes * 60) % DAY_SECONDS === 0;
}

/** Wall-clock minutes from now to the next time the clock shows `edge`, 1 to 1,440. */
function minutesUntil(edge: string, at: Date, zone: string): number {
  const ahead = (seconds(edge) - wallClock(at, zone).secondOfDay) / 60;
  return Math.floor(ahead <= 0 ? ahead + 24 * 60 : ahead);
}

/** Seconds since midnight of `HH:MM`. */
export function seconds(text: string): number {
  const [hours = '', minutes = ''] = text.split(':');
  return Number(hours) * 3600 + Number(minutes) * 60;
}
