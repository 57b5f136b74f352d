import { writeFileSync } from 'node:fs';
import type { Job, MutantReport } from '../../test/simulation/jobs.ts';
import { KILLING_SEEDS, type KillingSeeds, killingSeeds } from '../../test/simulation/killing-seeds.ts';
import { machineNamed } from '../../test/simulation/machines.ts';
import { pool } from '../../test/simulation/pool.ts';
import type { ProgressBar } from './progress-bar.ts';

export interface MutantsRequest {
  readonly machine: string;
  /** Part of the names of those to hunt. @default all */
  readonly only?: string;
  /** Writes the seeds that killed into the file that is checked in. */
  readonly record: boolean;
  readonly json: boolean;
}

/** A mutant that has survived so many seeds lives. */
const MOST_SEEDS = 20_000;

/** A hunt ends after this, ms. */
const MOST_MS = 10 * 60_000;

/** Seeds that begin like the one that killed before are tried first, so many of them: what has changed is often little. */
const MOST_ALIKE = 200;

/** Seeds that a mutant survives before the others have their turn. */
const ROUND = 250;

type MutantJob = Extract<Job, { kind: 'mutant' }>;
type Known = Readonly<Record<string, number>>;

/**
 * Hunts every mutant until its first kill, beginning with the seed that killed it before: only those whose seed no
 * longer kills are hunted anew.
 */
export async function huntMutants(request: MutantsRequest, progress: ProgressBar): Promise<number> {
  const { machine, only = '', json } = request;
  const names = machineNamed(machine)
    .mutants.map(({ name }) => name)
    .filter((name) => name.includes(only));
  const reports = await hunted(machine, names, progress);
  if (request.record) record(machine, reports);
  if (json) console.log(JSON.stringify(reports, undefined, 2));
  else for (const report of reports) console.log(line(report));
  const alive = reports.filter(({ killedBy }) => !killedBy).length;
  if (!json) console.log(`${reports.length - alive} of ${reports.length} mutants died`);
  return alive > 0 ? 1 : 0;
}

/** In the order of the names. */
async function hunted(
  machine: string,
  names: readonly string[],
  progress: ProgressBar,
): Promise<readonly MutantReport[]> {
  const known: Known = killingSeeds()[machine] ?? {};
  const until = Date.now() + MOST_MS;
  const reports = new Map<string, MutantReport>();
  const workers = pool();
  try {
    for (const seedsOf of rounds(machine, known)) {
      const alive = names.filter((name) => !reports.get(name)?.killedBy);
      if (alive.length === 0 || Date.now() >= until) break;
      const jobs = alive.map((mutant): MutantJob => {
        return { kind: 'mutant', machine, mutant, seeds: seedsOf(mutant), until };
      });
      await workers.all(jobs, ({ mutant }, report) => {
        reports.set(mutant, { ...report, tried: report.tried + (reports.get(mutant)?.tried ?? 0) });
        const died = [...reports.values()].filter(({ killedBy }) => killedBy).length;
        progress.show(died, names.length, `${died} died`);
      });
    }
  } finally {
    workers.end();
    progress.end();
  }
  return names.map((mutant) => reports.get(mutant) ?? { mutant, tried: 0 });
}

/** Which seeds a mutant is tried with, round after round: the one that killed it, those like it, and all. */
function* rounds(machine: string, known: Known): Generator<(mutant: string) => readonly number[]> {
  const alike = likeness(machine);
  const first = range(1, ROUND);
  yield (mutant) => (known[mutant] === undefined ? first : [known[mutant]]);
  yield (mutant) => (known[mutant] === undefined ? [] : [...alike(known[mutant]), ...first]);
  for (let from = ROUND + 1; from <= MOST_SEEDS; from += ROUND) {
    yield () => range(from, Math.min(MOST_SEEDS, from + ROUND - 1));
  }
}

/** Finds seeds whose situation is of the kind of another's. */
function likeness(machine: string): (seed: number) => readonly number[] {
  const { begin } = machineNamed(machine);
  const kindOf = (seed: number): string => begin(seed).together.join();
  return (seed) => {
    const kind = kindOf(seed);
    if (kind === '') return [];
    return range(1, MOST_SEEDS)
      .filter((other) => kindOf(other) === kind)
      .slice(0, MOST_ALIKE);
  };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_hole, nth) => from + nth);

function line({ mutant, tried, killedBy }: MutantReport): string {
  return killedBy
    ? `died   ${mutant.padEnd(44)} seed ${String(killedBy.seed).padStart(6)}  ${killedBy.invariant}`
    : `LIVES  ${mutant.padEnd(44)} after ${tried} seeds`;
}

function record(machine: string, reports: readonly MutantReport[]): void {
  const all = killingSeeds();
  const found = reports.flatMap(({ mutant, killedBy }) =>
    killedBy ? [[mutant, killedBy.seed] as const] : [],
  );
  const next: KillingSeeds = { ...all, [machine]: { ...all[machine], ...Object.fromEntries(found) } };
  writeFileSync(KILLING_SEEDS, `${JSON.stringify(next, undefined, 2)}\n`);
}
