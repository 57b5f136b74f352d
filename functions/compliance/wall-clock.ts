/** What a clock on the wall shows in one zone at one instant. */
export interface WallClock {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Seconds since local midnight, 0 to 86,399. */
  readonly secondOfDay: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The local date and time in an IANA zone, by the runtime's own tz data.
 * @throws {RangeError} when the zone is not one the runtime knows; ask `isTimeZone` first
 */
export function wallClock(instant: Date, zone: string): WallClock {
  const parts: Record<string, string> = {};
  for (const { type, value } of format(zone).formatToParts(instant)) parts[type] = value;
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    secondOfDay: Number(parts.hour) * 3600 + Number(parts.minute) * 60 + Number(parts.second),
  };
}

/** Whether the runtime knows an IANA zone of this name. Offsets such as `+05:30` are no zones. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    format(name);
    return true;
  } catch {
    return false;
  }
}

/** `HH:MM:SS` of a second of the day. */
export function clockText(secondOfDay: number): string {
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  return `${two(secondOfDay / 3600)}:${two((secondOfDay % 3600) / 60)}:${two(secondOfDay % 60)}`;
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
