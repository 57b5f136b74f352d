import type { Functions, SimFunction } from './functions.ts';
import type { Simulation } from './simulation.ts';

/** A function that a clock starts. */
export interface Scheduled extends SimFunction {
  /** Whether a start now would find anything to do: starts that would find nothing are left out. */
  isNeeded(): boolean;
}

/** Starts a function whenever its minute comes and it is needed. */
export interface Schedule {
  /** Something may be to do from this instant on. */
  expect(instant: number): void;
}

const MINUTE_MS = 60_000;

/** A schedule of every minute. */
export function everyMinute(
  { simulation, lambda }: { simulation: Simulation; lambda: Functions },
  of: Scheduled,
): Schedule {
  const { timeline } = simulation;
  const planned = new Set<number>();

  function plan(instant: number): void {
    const minute = Math.ceil(Math.max(instant, timeline.now() + 1) / MINUTE_MS) * MINUTE_MS;
    if (planned.has(minute)) return;
    planned.add(minute);
    timeline.at(minute, () => begin(minute));
  }

  function begin(minute: number): void {
    planned.delete(minute);
    const stoppedUntil = simulation.downUntil('recovery');
    if (stoppedUntil !== undefined) plan(stoppedUntil);
    else if (of.isNeeded()) {
      lambda.invoke(of, {}, () => undefined);
      plan(minute + 1);
    }
  }

  return { expect: plan };
}
