import { steadySpans } from './clock-changes.ts';
import { joined, type Span } from './spans.ts';

/** Local hours in which calls are allowed: start inclusive, end exclusive, every day alike. */
export interface DialingWindow {
  /** `HH:MM`. */
  readonly opensAt: string;
  /** `HH:MM`, later than `opensAt`; `24:00` is the end of the day. */
  readonly closesAt: string;
}

/**
 * The open hours of a local date, given as days since 1970-01-01, in milliseconds that the wall clock shows since
 * midnight; in order.
 */
export type HoursOfDay = (localDay: number) => readonly Span[];

/** A day in milliseconds, as a wall clock shows it when nobody changes it. */
export const DAY_MS = 24 * 60 * 60 * 1000;

/** The same hours every day. */
export function windowHours({ opensAt, closesAt }: DialingWindow): HoursOfDay {
  const hours = [{ from: clockMs(opensAt), to: clockMs(closesAt) }];
  return () => hours;
}

/**
 * When the wall clock of a zone is inside its hours, exactly: hours that begin in a gap begin behind it, and an hour
 * that is shown twice counts twice. In order, and neither touching nor overlapping.
 */
export function openSpans(zone: string, hours: HoursOfDay, range: Span): Span[] {
  const open: Span[] = [];
  for (const { from, to, offsetMs } of steadySpans(zone, range)) {
    for (let day = localDay(from, offsetMs); day * DAY_MS < to + offsetMs; day++) {
      const midnight = day * DAY_MS - offsetMs;
      for (const hour of hours(day)) {
        const span = { from: Math.max(midnight + hour.from, from), to: Math.min(midnight + hour.to, to) };
        if (span.from < span.to) open.push(span);
      }
    }
  }
  return joined(open);
}

/** The local date at an instant, in days since 1970-01-01, where the clock is so far ahead of UTC. */
export function localDay(instantMs: number, offsetMs: number): number {
  return Math.floor((instantMs + offsetMs) / DAY_MS);
}

/** Milliseconds since midnight of `HH:MM`. */
export function clockMs(text: string): number {
  const [hours = '', minutes = ''] = text.split(':');
  return (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Whether a text is a time of day, `00:00` to `24:00`. */
export function isClockTime(text: unknown): text is string {
  return typeof text === 'string' && /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/.test(text);
}
