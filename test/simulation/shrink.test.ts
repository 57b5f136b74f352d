import { describe, expect, it } from '@jest/globals';
import type { Machine } from './machine.ts';
import { shrink, shrunkText } from './shrink.ts';

const START = Date.parse('2025-11-18T15:00:00Z');

/** Lets its parts happen, a minute apart; a rule is broken as soon as all of `culprits` have. */
function machine(parts: readonly string[], culprits: readonly string[]): Machine {
  return {
    name: 'toy',
    mutants: [],
    begin: () => ({ start: START, together: [] }),
    build(simulation) {
      const left = parts.filter((part) => !simulation.without.has(part));
      const happened = new Set<string>();
      for (const [nth, part] of left.entries()) {
        simulation.timeline.at(START + nth * 60_000, () => {
          simulation.trace(() => `${part} happens`);
          happened.add(part);
          if (culprits.every((culprit) => happened.has(culprit))) simulation.violated('I0', 'all at once');
        });
      }
      return { parts: left, endsAt: START, restsWithinMs: 3_600_000, atRest: () => [] };
    },
  };
}

describe('a violation', () => {
  const toy = machine(['a', 'b', 'c', 'd', 'e'], ['b', 'd']);

  it('is told by the shortest history that still breaks the rule', async () => {
    const found = await shrink(toy, { seed: 7 });

    expect(found?.parts).toEqual(['b', 'd']);
    expect(found?.violation).toEqual({ invariant: 'I0', what: 'all at once' });
    expect(found?.history.map((line) => line.slice(24))).toEqual([
      'b happens',
      'd happens',
      'VIOLATION I0: all at once',
    ]);
  });

  it('says its seed and how to see it again', async () => {
    const found = await shrink(toy, { seed: 7 });

    const text = found && shrunkText(toy, found);

    expect(text).toContain('seed 7 of toy, with b, d');
    expect(text).toMatch(/again: npm run simulate -- --machine toy --seed 7 --without \S*\ba\b,c,e/);
  });

  it('is told again by the parts it leaves out', async () => {
    const found = await shrink(toy, { seed: 7 });

    const again = await shrink(toy, { seed: 7, without: new Set(found?.without) });

    expect(again?.history).toEqual(found?.history);
  });

  it('that is none has no history', async () => {
    expect(await shrink(machine(['a'], ['nobody']), { seed: 7 })).toBeUndefined();
  });
});
