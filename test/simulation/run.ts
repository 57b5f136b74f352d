import { partsOf } from './faults.ts';
import type { Machine } from './machine.ts';
import { type RunOptions, simulation, type Violation } from './simulation.ts';

/** How a run ended. */
export interface RunResult {
  /** Empty is well. The first ended the run. */
  readonly violations: readonly Violation[];
  /** Everything that can be left out of this run. */
  readonly parts: readonly string[];
  readonly requests: number;
  readonly crashes: number;
  readonly simulatedMs: number;
}

/** Faults go on so long after the last thing from outside, ms: at least, and at most. */
const FAULTY_MS = [15 * 60_000, 90 * 60_000] as const;

/** One seed from beginning to rest: first everything that goes wrong, then calm until nothing moves any more. */
export async function run(machine: Machine, options: RunOptions): Promise<RunResult> {
  const beginning = machine.begin(options.seed);
  const { start } = beginning;
  const world = simulation(options, beginning);
  const built = machine.build(world);
  const { timeline, violations, mix } = world;
  const calmAt = built.endsAt + world.chance('length').between(...FAULTY_MS);
  await timeline.run(calmAt);
  world.becomeCalm();
  const isMoving = await timeline.run(world.calmSince() + built.restsWithinMs);
  if (violations.length === 0) {
    if (isMoving) world.violated('I10', 'it does not come to rest');
    for (const { invariant, what } of built.atRest()) world.violated(invariant, what);
  }
  return {
    violations,
    parts: [...partsOf(mix), ...built.parts],
    ...world.counts,
    simulatedMs: timeline.now() - start,
  };
}
