import type { Sleep } from '../../functions/ports/sleep.ts';
import type { FakeClock } from './fake-clock.ts';

/** Waiting on a fake clock. */
export interface FakeSleep extends Sleep {
  /** Instants somebody waited for, in the order they were waited for. */
  readonly waits: readonly Date[];
}

/** Whoever waits moves the clock on to where he waits for, when nobody waits for less. */
export function fakeSleep(clock: FakeClock): FakeSleep {
  const waits: Date[] = [];
  const sleeping: { readonly at: number; wake(): void }[] = [];
  let moving = false;

  /** Lets everything that can still run do so, then moves the clock to the next who waits. */
  async function move(): Promise<void> {
    moving = true;
    while (sleeping.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      sleeping.sort((one, other) => one.at - other.at);
      const next = sleeping.shift();
      if (!next) break;
      if (next.at > clock.now().getTime()) clock.set(new Date(next.at));
      next.wake();
    }
    moving = false;
  }

  return {
    waits,
    until(instant) {
      waits.push(instant);
      return new Promise((resolve) => {
        sleeping.push({ at: instant.getTime(), wake: resolve });
        if (!moving) void move();
      });
    },
  };
}
