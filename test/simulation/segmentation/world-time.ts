import type { Timeline } from '../timeline.ts';

/** The simulator's time as this world uses it: whatever happens lets real asynchronous code run after it. */
export interface WorldTime {
  now(): number;
  at(instant: number, event: () => void): void;
  /** The same for what does not keep a run going by itself. */
  aside(instant: number, event: () => void): void;
  /** Resolves after this long. */
  sleep(ms: number): Promise<void>;
}

/** Time of a run. */
export function worldTime(timeline: Timeline): WorldTime {
  const waking = (event: () => void) => (): void => {
    event();
    timeline.woke();
  };
  const at = (instant: number, event: () => void): void => timeline.at(instant, waking(event));
  return {
    now: timeline.now,
    at,
    aside: (instant, event) => timeline.aside(instant, waking(event)),
    sleep: (ms) => new Promise((resolve) => at(timeline.now() + ms, resolve)),
  };
}
