import type { Broken, Job, SeedsReport } from '../../test/simulation/jobs.ts';
import { machineNamed } from '../../test/simulation/machines.ts';
import { pool } from '../../test/simulation/pool.ts';
import { shrink, shrunkText } from '../../test/simulation/shrink.ts';
import { machineNote } from '../bench/machine.ts';
import type { ProgressBar } from './progress-bar.ts';

/** Seeds `from` and up, so many of them. */
export interface SeedsRequest {
  readonly machine: string;
  readonly from: number;
  readonly seeds: number;
  readonly json: boolean;
}

/** Seeds of one job: enough that processes seldom wait, few enough that progress shows. */
const CHUNK = 100;

/** Seeds told at the end; the first is shrunk. */
const MOST_TOLD = 5;

const HOUR_MS = 3_600_000;

type SeedsJob = Extract<Job, { kind: 'seeds' }>;

/** Runs seeds on every core and tells what broke. */
export async function runSeeds(request: SeedsRequest, progress: ProgressBar): Promise<number> {
  const startedAt = Date.now();
  const total = await allSeeds(request, progress);
  const seconds = (Date.now() - startedAt) / 1000;
  const broken = total.broken.toSorted((left, right) => left.seed - right.seed);
  if (request.json) console.log(JSON.stringify({ ...total, broken, seconds }, undefined, 2));
  else {
    console.log(summary(request, total, seconds));
    for (const { seed, invariant, what } of broken.slice(0, MOST_TOLD))
      console.log(`  seed ${seed}: ${invariant}: ${what}`);
    const [first] = broken;
    if (first) await tellShortest(request.machine, first);
  }
  return broken.length > 0 ? 1 : 0;
}

async function allSeeds({ machine, from, seeds }: SeedsRequest, progress: ProgressBar): Promise<SeedsReport> {
  const last = from + seeds - 1;
  const jobs = Array.from({ length: Math.ceil(seeds / CHUNK) }, (_, nth): SeedsJob => {
    const first = from + nth * CHUNK;
    return { kind: 'seeds', machine, from: first, to: Math.min(last, first + CHUNK - 1) };
  });
  let total: SeedsReport = { seeds: 0, requests: 0, crashes: 0, simulatedMs: 0, broken: [] };
  const workers = pool();
  try {
    await workers.all(jobs, (_job, report) => {
      total = sum(total, report);
      progress.show(total.seeds, seeds, `${total.broken.length} of ${total.seeds} seeds broke a rule`);
    });
  } finally {
    workers.end();
    progress.end();
  }
  return total;
}

const sum = (left: SeedsReport, right: SeedsReport): SeedsReport => ({
  seeds: left.seeds + right.seeds,
  requests: left.requests + right.requests,
  crashes: left.crashes + right.crashes,
  simulatedMs: left.simulatedMs + right.simulatedMs,
  broken: [...left.broken, ...right.broken],
});

function summary({ machine, from }: SeedsRequest, total: SeedsReport, seconds: number): string {
  const { seeds, requests, crashes, simulatedMs, broken } = total;
  return [
    `${machine}: ${seeds} seeds from ${from} in ${seconds.toFixed(1)} s (${(seeds / seconds).toFixed(0)} a second)`,
    `${requests} requests, ${crashes} crashes, ${(simulatedMs / HOUR_MS).toFixed(0)} simulated hours`,
    `${broken.length} broke a rule`,
    machineNote(),
  ].join('\n');
}

async function tellShortest(machine: string, { seed }: Broken): Promise<void> {
  const found = await shrink(machineNamed(machine), { seed });
  if (found) console.log(`\n${shrunkText(machineNamed(machine), found)}`);
}
