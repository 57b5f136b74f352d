import { createHash } from 'node:crypto';
import type { Random } from '../../functions/ports/random.ts';

/** Randomness that repeats itself: the same seed gives the same ids and fractions in the same order. */
export function fakeRandom(seed = 'seed'): Random {
  let drawn = 0;
  const next = (): Buffer => createHash('sha256').update(`${seed}|${drawn++}`).digest();
  return {
    id: () => next().toString('hex').slice(0, 32),
    fraction: () => next().readUInt32BE(0) / 2 ** 32,
  };
}
