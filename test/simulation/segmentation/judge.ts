// A process of its own: `judge.ts runs N` prints the first violation of N seeds, `judge.ts mutants N` the mutants that
// survive N seeds. Exit code 1 when there is anything to print.
import { MUTANTS, run, TELLING_SEEDS } from './machine.ts';
import { mutated } from './mutation.ts';

const [what = 'runs', count = '200', from = '1'] = process.argv.slice(2);
const seeds = Array.from({ length: Number(count) }, (_, index) => Number(from) + index);

async function firstViolation(machine: typeof run, order: Iterable<number>): Promise<string | undefined> {
  for (const seed of order) {
    const [first] = await machine(seed);
    if (first) return `seed ${seed}: ${first.rule}: ${first.what}`;
  }
  return undefined;
}

if (what === 'runs') {
  const found = await firstViolation(run, seeds);
  if (found) console.log(found);
  process.exitCode = found ? 1 : 0;
} else {
  for (const mutant of MUTANTS) {
    const machine = await mutated(mutant);
    const found = await firstViolation(machine.run, new Set([...TELLING_SEEDS, ...seeds]));
    if (process.argv.includes('--verbose')) console.error(`${mutant.name}: ${found ?? 'survives'}`);
    if (found === undefined) {
      console.log(`survives: ${mutant.name}`);
      process.exitCode = 1;
    }
  }
}
