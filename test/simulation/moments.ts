import type { Chance } from './chance.ts';

/**
 * Instants at which something changes: a slot is free, a lease is over, a window closes. Most mistakes show only in the
 * seconds around one, where what is merely late by chance seldom comes. Epoch milliseconds.
 */
export interface Moments {
  /** Something changes at this instant. */
  note(instant: number): void;
  /** An instant from `from` to `to` that is near one at which something changes; `undefined` when there is none. */
  near(chance: Chance, from: number, to: number): number | undefined;
}

/** So many of the next moments are aimed at: those further off have their turn when they have come nearer. */
const NEXT = 6;

const MINUTE_MS = 60_000;

/** Nothing changes yet. */
export function moments(): Moments {
  /** In order, each once. */
  const all: number[] = [];

  return {
    note(instant) {
      if (!Number.isFinite(instant)) return;
      const at = placeOf(all, instant);
      if (all[at] !== instant) all.splice(at, 0, instant);
    },
    near(chance, from, to) {
      const first = placeOf(all, from);
      const last = Math.min(placeOf(all, to), first + NEXT);
      if (last <= first) return undefined;
      const aimed = all[chance.whole(first, last - 1)];
      if (aimed === undefined) return undefined;
      return Math.min(to, Math.max(from, aimed + offsetMs(chance)));
    },
  };
}

/** Right then, somewhat after, or in the minutes before, when it is nearly over. */
const offsetMs = (chance: Chance): number =>
  chance.pick([
    chance.between(-3000, 3000),
    chance.magnitude(10, 20_000),
    -chance.magnitude(1000, 5 * MINUTE_MS),
  ]);

/** The first place that is not before the instant. */
function placeOf(all: readonly number[], instant: number): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle] as number) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
