import { isTimeZone, wallClock } from '../compliance/wall-clock.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The next business day after an instant, `YYYY-MM-DD`: strictly later than the local date in `zone`, Monday to
 * Friday. A zone the runtime does not know counts as UTC.
 */
export function nextBusinessDay(after: Date, zone: string): string {
  const local = wallClock(after, isTimeZone(zone) ? zone : 'UTC').date;
  let day = new Date(`${local}T00:00:00Z`);
  do {
    day = new Date(day.getTime() + DAY_MS);
  } while (day.getUTCDay() === 0 || day.getUTCDay() === 6);
  return day.toISOString().slice(0, 10);
}
