import type { CrashScenario } from './crash-scenarios.ts';
import { machineOf } from './dialing/dialing-machine.ts';
import { NO_FAULTS } from './faults.ts';
import { run } from './run.ts';
import { FATES, type Fate, type Plan, type Violation } from './simulation.ts';

/** What a scenario came to with misfortunes everywhere. */
export interface CrashReport {
  readonly scenario: string;
  /** Requests of the scenario without any misfortune. */
  readonly requests: number;
  readonly placements: number;
  readonly broken: readonly (Violation & { readonly at: string })[];
}

/** Singles take every fate, pairs only the worker's end: the network's losses are told by the singles. */
const ENDS: readonly Fate[] = ['gone before', 'gone after'];

/** Later misfortunes of a pair strike at most so many requests after the first: what is further off is a single. */
const PAIR_REACH = 12;

/** Tells a scenario with one misfortune at every request, or with two; only every so many of all placements. */
export async function placeCrashes(
  scenario: CrashScenario,
  what: 'singles' | 'pairs',
  every = 1,
): Promise<CrashReport> {
  const { requests } = await told(scenario, () => undefined);
  const broken: (Violation & { at: string })[] = [];
  let placements = 0;
  let passed = 0;
  for (const plan of what === 'singles' ? singles(requests) : pairs(requests)) {
    if (passed++ % every > 0) continue;
    placements++;
    const { violations } = await told(scenario, plan.of);
    for (const violation of violations.slice(0, 1)) broken.push({ ...violation, at: plan.name });
  }
  return { scenario: scenario.name, requests, placements, broken };
}

interface NamedPlan {
  readonly name: string;
  readonly of: Plan;
}

function* singles(requests: number): Generator<NamedPlan> {
  for (let at = 1; at <= requests; at++) {
    for (const fate of FATES) {
      yield { name: `${fate} at ${at}`, of: (index) => (index === at ? fate : undefined) };
    }
  }
}

function* pairs(requests: number): Generator<NamedPlan> {
  for (let first = 1; first <= requests; first++) {
    for (const fate of ENDS) {
      for (let second = first + 1; second <= Math.min(requests + PAIR_REACH, first + PAIR_REACH); second++) {
        for (const then of ENDS) {
          yield {
            name: `${fate} at ${first}, ${then} at ${second}`,
            of: (index) => (index === first ? fate : index === second ? then : undefined),
          };
        }
      }
    }
  }
}

function told({ situation, on }: CrashScenario, plan: Plan) {
  return run(
    machineOf(() => situation, on),
    { seed: 1, mix: NO_FAULTS, plan },
  );
}
