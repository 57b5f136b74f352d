import { DIALING, MACHINES } from '../../test/simulation/machines.ts';
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
 * `simulate`: runs seeds, hunts mutants (`--mutants`), places crashes (`--crashes`), or tells one seed (`--seed N`); of
 * dialing on each platform, one after the other, unless `--machine` names a machine. Ends with 1 when a rule is broken
 * or a mutant lives.
 */
export async function simulate(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    machine: { type: 'string' },
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
  const { json, record } = values;
  const only = values.only ? { only: values.only } : {};
  const [first = '', ...others] = machinesOf(values.machine);
  if (values.seed !== undefined) {
    const without = values.without.split(',').filter(Boolean);
    return replay(first, whole('seed', values.seed), without, json);
  }
  endOnSignals();
  if (values.crashes) return placeCrashes({ json, ...only }, progressBar());
  const range = { from: whole('from', values.from), seeds: whole('seeds', values.seeds) };
  const work = (machine: string): Promise<number> =>
    values.mutants
      ? huntMutants({ machine, record, json, ...only }, progressBar())
      : runSeeds({ machine, ...range, json }, progressBar());
  let worst = 0;
  for (const machine of [first, ...others]) worst = Math.max(worst, await work(machine));
  return worst;
}

function machinesOf(name: string | undefined): readonly string[] {
  if (name === undefined) return DIALING.map((machine) => machine.name);
  if (!MACHINES.some((machine) => machine.name === name)) throw unknownMachine(name);
  return [name];
}

function whole(option: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`--${option} takes a whole number, not ${text}`);
}

const unknownMachine = (name: string): UsageError =>
  new UsageError(`no machine "${name}"; there are: ${MACHINES.map((machine) => machine.name).join(', ')}`);
