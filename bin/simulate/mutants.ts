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

type MutantJob = Extract<Job, { kind: 'mutant' }>;

/** Hunts every mutant until its first kill, beginning with the seed that killed it before. */
export async function huntMutants(request: MutantsRequest, progress: ProgressBar): Promise<number> {
  const { machine, only = '', json } = request;
  const known: Readonly<Record<string, number>> = killingSeeds()[machine] ?? {};
  const names = machineNamed(machine)
    .mutants.map(({ name }) => name)
    .filter((name) => name.includes(only));
  const jobs = names.map((mutant): MutantJob => {
    const first = known[mutant];
    return { kind: 'mutant', machine, mutant, to: MOST_SEEDS, ...(first !== undefined && { first }) };
  });
  const reports = await hunted(jobs, progress);
  if (request.record) record(machine, reports);
  const inOrder = names.flatMap((name) => reports.filter(({ mutant }) => mutant === name));
  if (json) console.log(JSON.stringify(inOrder, undefined, 2));
  else for (const report of inOrder) console.log(line(report));
  const alive = reports.filter(({ killedBy }) => !killedBy).length;
  if (!json) console.log(`${reports.length - alive} of ${reports.length} mutants died`);
  return alive > 0 ? 1 : 0;
}

async function hunted(jobs: readonly MutantJob[], progress: ProgressBar): Promise<MutantReport[]> {
  const reports: MutantReport[] = [];
  const workers = pool();
  try {
    await workers.all(jobs, (_job, report) => {
      reports.push(report);
      progress.show(reports.length, jobs.length, `${reports.filter(({ killedBy }) => killedBy).length} died`);
    });
  } finally {
    workers.end();
    progress.end();
  }
  return reports;
}

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
