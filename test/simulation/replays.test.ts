import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { MACHINES, run } from './machines.ts';

/** A run's whole history in one word, and what it broke. */
async function told(machine: (typeof MACHINES)[number], seed: number) {
  const history = createHash('sha256');
  const { violations } = await run(machine, { seed, trace: (line) => void history.update(`${line}\n`) });
  return { seed, violations, history: history.digest('hex') };
}

const SEEDS: Readonly<Record<string, number>> = { 'alert-dialing': 200, 'alert-dialing-cxone': 40 };
const FEW = 4;

describe.each(MACHINES.map((machine) => [machine.name, machine] as const))('%s', (name, machine) => {
  it('breaks no rule, and tells the same history of a seed each time', async () => {
    const seeds = Array.from({ length: SEEDS[name] ?? FEW }, (_, nth) => nth + 1);

    for (const seed of seeds) {
      const [first, second] = [await told(machine, seed), await told(machine, seed)];

      expect(first).toMatchObject({ seed, violations: [] });
      expect(second).toEqual(first);
    }
  }, 120_000);

  it('tells another history of another seed', async () => {
    const [one, other] = [await told(machine, 1), await told(machine, 2)];

    expect(one.history).not.toBe(other.history);
  });
});
