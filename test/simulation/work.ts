import { placeCrashes } from './crash-placements.ts';
import { scenarioNamed } from './crash-scenarios.ts';
import type { Broken, Job, MutantReport, Reports, SeedsReport } from './jobs.ts';
import type { Machine } from './machine.ts';
import { machineNamed, run } from './machines.ts';
import { mutated } from './mutation.ts';

/** Does a job in this process. */
export async function work(job: Job): Promise<Reports[Job['kind']]> {
  switch (job.kind) {
    case 'seeds':
      return runSeeds(machineNamed(job.machine), job.from, job.to);
    case 'mutant':
      return hunt(job);
    case 'crashes':
      return placeCrashes(scenarioNamed(job.scenario), job.pairs ? 'pairs' : 'singles');
    default:
      return job satisfies never;
  }
}

/** Runs a range of seeds, both ends included. */
export async function runSeeds(machine: Machine, from: number, to: number): Promise<SeedsReport> {
  const broken: Broken[] = [];
  let [requests, crashes, simulatedMs] = [0, 0, 0];
  for (let seed = from; seed <= to; seed++) {
    const result = await run(machine, { seed });
    requests += result.requests;
    crashes += result.crashes;
    simulatedMs += result.simulatedMs;
    const [first] = result.violations;
    if (first) broken.push({ seed, ...first });
  }
  return { seeds: to - from + 1, requests, crashes, simulatedMs, broken };
}

/** Seeds until the first that breaks something under the mutant. */
async function hunt(job: Extract<Job, { kind: 'mutant' }>): Promise<MutantReport> {
  const { machine, mutant, seeds, until = Number.POSITIVE_INFINITY } = job;
  const found = machineNamed(machine).mutants.find(({ name }) => name === mutant);
  if (!found) throw new Error(`${machine} has no mutant "${mutant}"`);
  const simulator = await mutated(found);
  const mutatedMachine = simulator.machineNamed(machine);
  let tried = 0;
  for (const seed of seeds) {
    if (Date.now() >= until) break;
    tried++;
    const [violation] = (await simulator.run(mutatedMachine, { seed })).violations;
    if (violation) return { mutant, tried, killedBy: { seed, ...violation } };
  }
  return { mutant, tried };
}
