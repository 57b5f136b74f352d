const DURATION = /^P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/;
const UNITS_MS = [7 * 24 * 60 * 60, 24 * 60 * 60, 60 * 60, 60, 1].map((seconds) => seconds * 1000);

/**
 * Milliseconds of an ISO 8601 duration of weeks, days, hours, minutes and seconds, a day being 24 hours; `undefined`
 * for anything else and for no time at all.
 */
export function durationMs(text: unknown): number | undefined {
  const found = typeof text === 'string' ? DURATION.exec(text) : null;
  if (!found) return undefined;
  const ms = UNITS_MS.reduce((sum, unit, index) => sum + unit * Number(found[index + 1] ?? 0), 0);
  return ms > 0 ? ms : undefined;
}
