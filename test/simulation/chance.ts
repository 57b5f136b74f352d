import type { Random } from '../../functions/ports/random.ts';

/** Chance that repeats itself: one seed and one name give the same draws in the same order. */
export interface Chance extends Random {
  /** True with this probability, 0 to 1. */
  happens(probability: number): boolean;
  /** Anything from `low` to `high`, evenly. */
  between(low: number, high: number): number;
  /** A whole number from `low` to `high`, both inclusive. */
  whole(low: number, high: number): number;
  /** From `low` to `high`, each order of magnitude as often as the next; `low` above 0. */
  magnitude(low: number, high: number): number;
  /** One of a list that is not empty. */
  pick<T>(from: readonly T[]): T;
  /** The list in another order. */
  shuffled<T>(from: readonly T[]): T[];
}

/**
 * A stream of its own for each purpose, so that leaving one thing out of a run changes as little as possible of the
 * rest: a shrunk run then still resembles the one it came from.
 */
export function chance(seed: number, name: string): Chance {
  const next = generator(seed, name);
  const fraction = (): number => next() / 2 ** 32;
  const between = (low: number, high: number): number => low + (high - low) * fraction();
  const whole = (low: number, high: number): number => Math.floor(between(low, high + 1));
  return {
    fraction,
    between,
    whole,
    happens: (probability) => probability > 0 && fraction() < probability,
    magnitude: (low, high) => Math.exp(between(Math.log(low), Math.log(high))),
    pick: (from) => from[whole(0, from.length - 1)] as (typeof from)[number],
    shuffled(from) {
      const list = [...from];
      for (let last = list.length - 1; last > 0; last--) {
        const other = whole(0, last);
        [list[last], list[other]] = [
          list[other] as (typeof list)[number],
          list[last] as (typeof list)[number],
        ];
      }
      return list;
    },
    id: () => hex(next()) + hex(next()) + hex(next()) + hex(next()),
  };
}

const hex = (word: number): string => word.toString(16).padStart(8, '0');

/** Words of 32 bits. Chris Doty-Humphrey's small fast counter (PractRand, sfc32). */
function generator(seed: number, name: string): () => number {
  let [a, b, c, counter] = [Math.trunc(seed / 2 ** 32) | 0, seed | 0, hashOf(name), 1];
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let warm = 0; warm < 15; warm++) next();
  return next;
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
