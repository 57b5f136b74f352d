import { randomBytes } from 'node:crypto';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** The machine's randomness: ids from the cryptographic generator. */
export const systemRandom: Random = {
  id: () => randomBytes(16).toString('hex'),
  fraction: () => Math.random(),
};
