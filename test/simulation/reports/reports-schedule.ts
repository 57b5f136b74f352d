import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work of several workers, interleaved by chance: every effect waits for its turn. */
export interface Schedule {
  /** Starts a worker, which is cut off when its time is over. */
  begin(work: () => Promise<unknown>): void;
  /** Resolves when it is this effect's turn; never for a worker that was cut off meanwhile. */
  turn(): Promise<void>;
  /** The worker is gone: never resolves. */
  gone(): Promise<never>;
  /** Lets so many effects have their turn, or all there are; `each` runs after every one. */
  run(most: number | undefined, each: () => void): Promise<void>;
}

/** More effects than any run has: whoever does not end is stuck. */
const ENDLESS = 200_000;

/** Lambda cuts the function off after this, ms. */
const FUNCTION_MS = 120_000;

/** A schedule whose choices are drawn, so that a seed repeats it. `nowMs`: the simulated time. */
export function schedule(draw: () => number, nowMs: () => number): Schedule {
  const waiting: (() => void)[] = [];
  const worker = new AsyncLocalStorage<{ readonly startedMs: number }>();
  return {
    begin: (work) => void worker.run({ startedMs: nowMs() }, work),
    turn() {
      const startedMs = worker.getStore()?.startedMs ?? Number.POSITIVE_INFINITY;
      return new Promise((resolve) => {
        waiting.push(() => {
          if (nowMs() - startedMs <= FUNCTION_MS) resolve();
        });
      });
    },
    gone: () => new Promise<never>(() => undefined),
    async run(most = ENDLESS, each) {
      for (let effects = 0; effects < most; effects++) {
        if (waiting.length === 0) await nextTurn();
        if (waiting.length === 0) return;
        const [chosen] = waiting.splice(Math.floor(draw() * waiting.length), 1);
        chosen?.();
        await nextTurn();
        each();
      }
      if (most === ENDLESS) throw new Error('the workers do not come to an end');
    },
  };
}

/** Random numbers of a seed (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
