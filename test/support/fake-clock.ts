import type { Clock } from '../../functions/ports/clock.ts';

/** A clock that stands still until it is moved. */
export interface FakeClock extends Clock {
  advance(ms: number): void;
  set(instant: Date): void;
}

/** A clock that shows `start`, ISO 8601. */
export function fakeClock(start: string): FakeClock {
  let at = new Date(start).getTime();
  return {
    now: () => new Date(at),
    advance(ms) {
      at += ms;
    },
    set(instant) {
      at = instant.getTime();
    },
  };
}
