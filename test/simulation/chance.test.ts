import { describe, expect, it } from '@jest/globals';
import { chance } from './chance.ts';

const drawn = (seed: number, name: string): number[] => {
  const draws = chance(seed, name);
  return Array.from({ length: 50 }, () => draws.fraction());
};

describe('chance', () => {
  it('repeats itself for a seed and a name', () => {
    expect(drawn(7, 'queues')).toEqual(drawn(7, 'queues'));
  });

  it.each([
    [8, 'queues'],
    [7, 'table'],
    [7 + 2 ** 32, 'queues'],
  ])('is another for seed %d and %s', (seed, name) => {
    expect(drawn(seed, name)).not.toEqual(drawn(7, 'queues'));
  });

  it('spreads evenly, and keeps its bounds', () => {
    const draws = chance(1, 'spread');
    const counts = new Map<number, number>();
    for (let nth = 0; nth < 6000; nth++) {
      const one = draws.whole(1, 6);
      counts.set(one, (counts.get(one) ?? 0) + 1);
    }

    expect([...counts.keys()].toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('never happens at 0 and always at 1', () => {
    const draws = chance(1, 'happens');

    expect(Array.from({ length: 100 }, () => draws.happens(0))).not.toContain(true);
    expect(Array.from({ length: 100 }, () => draws.happens(1))).not.toContain(false);
  });

  it('gives ids of 32 hexadecimal digits, never one twice', () => {
    const draws = chance(1, 'ids');
    const ids = Array.from({ length: 1000 }, () => draws.id());

    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(1000);
  });
});
