import type { AlertEnd } from '../messages/alert-state.ts';

export const HOUR_MS = 60 * 60_000;

/** An entry of the index `tally`. `at`: epoch ms. `end`: absent as long as it has not ended. */
export interface TallyEntry {
  readonly key: string;
  readonly at: number;
  readonly end?: AlertEnd;
}

/** What was taken in within one hour. */
export interface HourTally {
  readonly ended: Readonly<Partial<Record<AlertEnd, number>>>;
  /** Those that have not ended. */
  readonly open: readonly TallyEntry[];
}

/** The beginnings of the hours from one up to that of an instant, epoch ms. Pure. */
export function hoursBetween(first: number, instant: number): readonly number[] {
  const count = Math.max(0, Math.floor((instant - first) / HOUR_MS) + 1);
  return Array.from({ length: count }, (_, nth) => first + nth * HOUR_MS);
}

/** Hours that follow upon each other as ranges of instants, both ends inclusive. Pure. */
export function rangesOf(hours: readonly number[]): readonly (readonly [first: number, last: number])[] {
  return hours
    .filter((hour, index) => index === 0 || hour !== (hours[index - 1] ?? 0) + HOUR_MS)
    .map((first) => {
      let end = first + HOUR_MS;
      while (hours.includes(end)) end += HOUR_MS;
      return [first, end - 1];
    });
}

/** The tally of one hour. `entries`: also those of others. Pure. */
export function hourTally(hour: number, entries: readonly TallyEntry[]): HourTally {
  const ended: Partial<Record<AlertEnd, number>> = {};
  const own = entries.filter(({ at }) => at >= hour && at < hour + HOUR_MS);
  for (const { end } of own) if (end !== undefined) ended[end] = (ended[end] ?? 0) + 1;
  return { ended, open: own.filter(({ end }) => end === undefined) };
}

/** How many ended how in all of these hours. Pure. */
export function endsOf(hours: readonly HourTally[]): Partial<Record<AlertEnd, number>> {
  const all: Partial<Record<string, number>> = {};
  for (const { ended } of hours)
    for (const [end, count] of Object.entries(ended)) all[end] = (all[end] ?? 0) + count;
  return all;
}
