/** Chance that repeats itself: one seed gives the same draws. */
export interface Draws {
  fraction(): number;
  happens(probability: number): boolean;
  between(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  id(): string;
}

/** Mulberry32, Tommy Ettinger's generator of 32 bits. */
export function draws(seed: number): Draws {
  let state = (seed * 2654435761) >>> 0;
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const fraction = (): number => word() / 2 ** 32;
  return {
    fraction,
    happens: (probability) => fraction() < probability,
    between: (low, high) => low + (high - low) * fraction(),
    pick: (from) => from[Math.floor(fraction() * from.length)] as (typeof from)[number],
    id: () => [word(), word(), word()].map((part) => part.toString(16).padStart(8, '0')).join(''),
  };
}

/** Virtual time: what happens, in the order of its instants; equal ones keep their order. */
export interface VirtualTime {
  now(): number;
  at(instant: number, event: () => void): void;
  /** Resolves after this long. */
  sleep(ms: number): Promise<void>;
  /** Lets everything happen up to `end`. */
  run(end: number): Promise<void>;
}

/** Time that begins at an instant, epoch ms. Real asynchronous code runs between two events. */
export function virtualTime(start: number): VirtualTime {
  const events: { readonly instant: number; readonly order: number; readonly event: () => void }[] = [];
  let now = start;
  let order = 0;
  const at = (instant: number, event: () => void): void => {
    const entry = { instant: Math.max(instant, now), order: order++, event };
    let low = 0;
    let high = events.length;
    // Latest first, so that the next one is taken from the end.
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = events[middle] as (typeof events)[number];
      const isLater =
        other.instant > entry.instant || (other.instant === entry.instant && other.order > entry.order);
      if (isLater) low = middle + 1;
      else high = middle;
    }
    events.splice(low, 0, entry);
  };
  return {
    now: () => now,
    at,
    sleep: (ms) => new Promise((resolve) => at(now + ms, resolve)),
    async run(end) {
      for (let next = events.at(-1); next && next.instant <= end; next = events.at(-1)) {
        events.pop();
        now = next.instant;
        next.event();
        // All promises that can go on have done so when the event loop turns.
        await new Promise((turned) => setImmediate(turned));
      }
      now = Math.max(now, end);
    },
  };
}
