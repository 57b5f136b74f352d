import { STRINGS } from './strings.ts';

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** `14:03:27.123` in UTC, of an ISO 8601 instant. */
export const timeOfDay = (instant: string): string => instant.slice(11, 23);

/** `14:03:27` in UTC. */
export const shortTime = (instant: string): string => instant.slice(11, 19);

/** `2026-11-21 14:03:27 UTC`. */
export const fullTime = (instant: string): string => `${instant.slice(0, 10)} ${shortTime(instant)} UTC`;

/** What a clock in a zone shows: `03:00`; `undefined` when the browser does not know the zone. */
export function clockIn(zone: string, instant: string): string | undefined {
  return formatted(zone, instant, CLOCK);
}

/** `Sun 22 Nov, 08:05` in a zone. */
export function dayAndClockIn(zone: string, instant: string): string | undefined {
  return formatted(zone, instant, { weekday: 'short', day: 'numeric', month: 'short', ...CLOCK });
}

function formatted(zone: string, instant: string, options: Intl.DateTimeFormatOptions): string | undefined {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options }).format(new Date(instant));
  } catch {
    return undefined;
  }
}

/** How long ago, in words short enough for a gauge: `4 s`, `3 min`, `2 h`. */
export function ageText(since: string, now: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(since)) / 1000));
  const words = STRINGS.lanes.ages;
  if (seconds < 120) return words.second(seconds);
  const minutes = Math.floor(seconds / 60);
  return minutes < 120 ? words.minute(minutes) : words.hour(Math.floor(minutes / 60));
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** The next instant from `now` on at which a clock in a zone shows `HH:MM`; `undefined` for a zone nobody knows. */
export function nextTimeIn(zone: string, time: string, now: string): string | undefined {
  const shown = clockIn(zone, now);
  if (shown === undefined) return undefined;
  const whole = Math.floor(Date.parse(now) / MINUTE_MS) * MINUTE_MS;
  const first = whole + ((minutesOf(time) - minutesOf(shown) + DAY_MINUTES) % DAY_MINUTES) * MINUTE_MS;
  // On a day whose clocks change the first guess shows another time.
  const off = minutesOf(time) - minutesOf(clockIn(zone, new Date(first).toISOString()) ?? time);
  return new Date(first + off * MINUTE_MS).toISOString();
}

const minutesOf = (time: string): number => {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
};
