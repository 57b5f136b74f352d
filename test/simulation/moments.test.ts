import { describe, expect, it } from '@jest/globals';
import { chance } from './chance.ts';
import { type Mix, NO_FAULTS } from './faults.ts';
import { moments } from './moments.ts';
import { simulation } from './simulation.ts';

const MINUTE = 60_000;
const START = Date.parse('2025-11-18T15:00:00Z');

describe('moments', () => {
  it('aims at the minutes before, and the seconds around, what changes next', () => {
    const changes = moments();
    for (const at of [9 * MINUTE, 20 * MINUTE, 9 * MINUTE]) changes.note(at);
    const draws = chance(1, 'moments');

    const aimed = Array.from({ length: 300 }, () => changes.near(draws, MINUTE, 10 * MINUTE) ?? Number.NaN);

    expect(Math.min(...aimed)).toBeGreaterThanOrEqual(4 * MINUTE);
    expect(Math.max(...aimed)).toBeLessThanOrEqual(9 * MINUTE + 20_000);
    expect(aimed.filter((at) => Math.abs(at - 9 * MINUTE) <= 3000).length).toBeGreaterThan(100);
  });

  it('never aims beyond what it was asked for', () => {
    const changes = moments();
    changes.note(9.999 * MINUTE);
    const draws = chance(2, 'moments');

    const aimed = Array.from({ length: 300 }, () => changes.near(draws, 9.99 * MINUTE, 10 * MINUTE) ?? 0);

    expect(aimed.every((at) => at >= 9.99 * MINUTE && at <= 10 * MINUTE)).toBe(true);
  });

  it('has nothing to aim at where nothing changes', () => {
    const changes = moments();
    changes.note(Number.NaN);
    changes.note(MINUTE);

    expect(changes.near(chance(3, 'moments'), 2 * MINUTE, 3 * MINUTE)).toBeUndefined();
  });
});

describe('what is late', () => {
  const late = (mix: Mix): number[] => {
    const {
      moments: changes,
      lateMs,
      chance: named,
    } = simulation({ seed: 1, mix }, { start: START, together: [] });
    changes.note(START + 30 * MINUTE);
    const draws = named('late');
    return Array.from({ length: 200 }, () => lateMs(draws, 1000, 60 * MINUTE));
  };
  const isNear = (ms: number): boolean => Math.abs(ms - 30 * MINUTE) <= 3000;

  it('comes often when something changes, where a run aims', () => {
    expect(late({ rates: { aimed: 0.8 }, outages: [] }).filter(isNear).length).toBeGreaterThan(40);
  });

  it('comes at any time otherwise', () => {
    expect(late(NO_FAULTS).filter(isNear).length).toBeLessThan(5);
  });
});
