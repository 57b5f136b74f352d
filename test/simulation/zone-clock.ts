const QUARTER_MS = 15 * 60_000;
const DAY_SECONDS = 86_400;

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/**
 * Seconds since local midnight, on a way of its own: the simulator must not judge the product's clock by the
 * product's clock.
 */
export function secondOfDay(zone: string, instant: number): number {
  const local = Math.floor(instant / 1000) + offsetSeconds(zone, instant);
  return ((local % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS;
}

/** The instant when the clock in a zone shows so many seconds after midnight of a date, `YYYY-MM-DD`. */
export function instantAt(zone: string, date: string, seconds: number): number {
  const wall = Date.parse(`${date}T00:00:00Z`) + seconds * 1000;
  const guess = wall - offsetSeconds(zone, wall) * 1000;
  return wall - offsetSeconds(zone, guess) * 1000;
}

/** Every zone we know changes its offset at a quarter of an hour. */
function offsetSeconds(zone: string, instant: number): number {
  const quarter = Math.floor(instant / QUARTER_MS);
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const parts = new Map(
    formatOf(zone)
      .formatToParts(quarter * QUARTER_MS)
      .map(({ type, value }) => [type, value]),
  );
  const field = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name));
  const wall = Date.UTC(field('year'), field('month') - 1, field('day'), field('hour'), field('minute'));
  const offset = (wall - quarter * QUARTER_MS) / 1000;
  offsets.set(key, offset);
  return offset;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    const two = '2-digit';
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
    });
    formats.set(zone, format);
  }
  return format;
}
