import type { Beginning, Simulation, Violation } from './simulation.ts';

/**
 * A change of the product's source: `find` occurs exactly once in `file`, a path from the repository's root, so that
 * no mutant can rot silently.
 */
export interface SourceChange {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A mistake that must not survive. */
export interface Mutant {
  readonly name: string;
  readonly changes: readonly SourceChange[];
}

/**
 * A state machine under simulation. What a feature adds to the simulator: its workers wired to simulated queues,
 * tables and hosts, what happens to them from outside, what must hold, and the mistakes that must be found.
 */
export interface Machine {
  readonly name: string;
  /** Where the run of a seed begins. */
  begin(seed: number): Beginning;
  /** Builds everything into a world in which nothing has happened. Steps that break a rule call `violated`. */
  build(simulation: Simulation): MachineRun;
  readonly mutants: readonly Mutant[];
}

/** A machine in one world. */
export interface MachineRun {
  /** Names of what happens from outside, as `--without` takes them. */
  readonly parts: readonly string[];
  /** When the last thing from outside has happened; faults go on for a while after it. Epoch milliseconds. */
  readonly endsAt: number;
  /** How long after the faults everything may take to come to rest, ms. */
  readonly restsWithinMs: number;
  /** What does not hold although everything had its time. */
  atRest(): readonly Violation[];
}
