import { MACHINES } from '../../test/simulation/machines.ts';
import { readArguments, UsageError } from '../arguments.ts';
import { endOnSignals } from '../bench/interruption.ts';
import { placeCrashes } from '../simulate/crashes.ts';
import { huntMutants } from '../simulate/mutants.ts';
import { progressBar } from '../simulate/progress-bar.ts';
import { replay } from '../simulate/replay.ts';
import { runSeeds } from '../simulate/seeds.ts';

/** Seeds of an ordinary run. */
const SEEDS = 2000;

/**
 * `simulate`: runs seeds, hunts mutants (`--mutants`), places crashes (`--crashes`), or tells one seed (`--seed N`).
 * Ends with 1 when a rule is broken or a mutant lives.
 */
export async function simulate(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    machine: { type: 'string', default: MACHINES[0]?.name ?? '' },
    seeds: { type: 'string', default: String(SEEDS) },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    without: { type: 'string', default: '' },
    mutants: { type: 'boolean', default: false },
    only: { type: 'string' },
    record: { type: 'boolean', default: false },
    crashes: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  if (positionals.length > 0)
    throw new UsageError(`simulate takes options only, not ${positionals.join(' ')}`);
  const { json } = values;
  if (!MACHINES.some(({ name }) => name === values.machine)) throw unknownMachine(values.machine);
  if (values.seed !== undefined) {
    const without = values.without.split(',').filter(Boolean);
    return replay(values.machine, whole('seed', values.seed), without, json);
  }
  endOnSignals();
  const progress = progressBar();
  const { machine, only, record } = values;
  if (values.mutants) return huntMutants({ machine, record, json, ...(only && { only }) }, progress);
  if (values.crashes) return placeCrashes({ json, ...(only && { only }) }, progress);
  return runSeeds(
    { machine, from: whole('from', values.from), seeds: whole('seeds', values.seeds), json },
    progress,
  );
}

function whole(option: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`--${option} takes a whole number, not ${text}`);
}

const unknownMachine = (name: string): UsageError =>
  new UsageError(`no machine "${name}"; there are: ${MACHINES.map((machine) => machine.name).join(', ')}`);
