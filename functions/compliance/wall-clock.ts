/** What a clock on the wall shows in one zone at one instant. */
export interface WallClock {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Seconds since local midnight, 0 to 86,399. */
  readonly secondOfDay: number;
}

/** Names of the tz database without a slash; `Intl` knows others, such as `IST`, that are no zones and mean several. */
const SINGLE_WORDS = new Set(
  (
    'CET CST6CDT Cuba EET EST EST5EDT Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong Iceland ' +
    'Iran Israel Jamaica Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ' +
    'ROK Singapore Turkey UCT UTC Universal W-SU WET Zulu'
  ).split(' '),
);

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The local date and time in an IANA zone, by the runtime's own tz data.
 * @throws {RangeError} when the zone is not one the runtime knows; ask `isTimeZone` first
 */
export function wallClock(instant: Date, zone: string): WallClock {
  const parts = clockParts(instant, zone);
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    secondOfDay: Number(parts.hour) * 3600 + Number(parts.minute) * 60 + Number(parts.second),
  };
}

/**
 * How far the clock of a zone is ahead of UTC at an instant, both in milliseconds.
 * @throws {RangeError} as `wallClock`
 */
export function offsetMs(instantMs: number, zone: string): number {
  const wholeSecond = Math.floor(instantMs / 1000) * 1000;
  const { year, month, day, hour, minute, second } = clockParts(new Date(wholeSecond), zone);
  const shown = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return shown - wholeSecond;
}

/** Whether the tz database has a zone of this name. Offsets such as `+05:30` and abbreviations are no zones. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Z]/.test(name) || name.startsWith('SystemV/')) return false;
  if (!name.includes('/') && !SINGLE_WORDS.has(name)) return false;
  try {
    format(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * The name the runtime itself uses for a zone that may have several.
 * @throws {RangeError} as `wallClock`
 */
export function canonicalZone(name: string): string {
  return format(name).resolvedOptions().timeZone;
}

/** `HH:MM:SS` of a second of the day. */
export function clockText(secondOfDay: number): string {
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  return `${two(secondOfDay / 3600)}:${two((secondOfDay % 3600) / 60)}:${two(secondOfDay % 60)}`;
}

function clockParts(instant: Date, zone: string): Readonly<Record<string, string>> {
  const parts: Record<string, string> = {};
  for (const { type, value } of format(zone).formatToParts(instant)) parts[type] = value;
  return parts;
}

function format(zone: string): Intl.DateTimeFormat {
  let known = formats.get(zone);
  if (!known) {
    known = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, known);
  }
  return known;
}
