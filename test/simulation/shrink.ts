import type { Machine } from './machine.ts';
import { run } from './run.ts';
import type { RunOptions, Violation } from './simulation.ts';

/** The shortest history of a violation that was found, and how to see it again. */
export interface Shrunk {
  readonly seed: number;
  /** Parts that it does without. */
  readonly without: readonly string[];
  /** Parts that it needs. */
  readonly parts: readonly string[];
  readonly violation: Violation;
  readonly history: readonly string[];
}

/** Runs that one shrinking may take. */
const MOST_RUNS = 400;

/**
 * Leaves out one part after the other as long as the same rule is still broken: what remains is what it takes.
 * `undefined` when the run breaks nothing.
 */
export async function shrink(machine: Machine, options: RunOptions): Promise<Shrunk | undefined> {
  const { seed } = options;
  let without = [...(options.without ?? [])];
  let runs = 0;
  const attempt = async (leftOut: readonly string[]) => {
    runs++;
    const history: string[] = [];
    const result = await run(machine, {
      ...options,
      without: new Set(leftOut),
      trace: (line) => void history.push(line),
    });
    return { history, parts: result.parts, violation: result.violations[0] };
  };
  let best = await attempt(without);
  const { violation } = best;
  if (!violation) return undefined;
  for (let isShorter = true; isShorter && runs < MOST_RUNS; ) {
    isShorter = false;
    for (const part of best.parts) {
      const tried = await attempt([...without, part]);
      if (tried.violation?.invariant !== violation.invariant || runs >= MOST_RUNS) continue;
      without = [...without, part];
      best = tried;
      isShorter = true;
      break;
    }
  }
  return { seed, without, parts: best.parts, violation: best.violation ?? violation, history: best.history };
}

/** A violation for people: what broke, how to see it again, and what happened. */
export function shrunkText(machine: Machine, { seed, without, parts, violation, history }: Shrunk): string {
  const left = without.length > 0 ? ` --without ${without.join(',')}` : '';
  return [
    `${violation.invariant}: ${violation.what}`,
    `seed ${seed} of ${machine.name}, with ${parts.join(', ') || 'nothing else'}`,
    `again: npm run simulate -- --machine ${machine.name} --seed ${seed}${left}`,
    '',
    ...history,
  ].join('\n');
}
