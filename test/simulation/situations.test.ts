import { describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND } from '../support/builders.ts';
import { chance } from './chance.ts';
import { drawSituation, type Situation, secondsOf } from './dialing/situation.ts';
import { FAULTS, WANTED_FAULTS } from './faults.ts';
import { simulation } from './simulation.ts';
import { secondOfDay } from './zone-clock.ts';

const SEEDS = Array.from({ length: 2000 }, (_, nth) => nth + 1);

const situations = SEEDS.map((seed) => drawSituation(chance(seed, 'situation'), chance(seed, 'plots')));

/** Somebody is asked about within a quarter of an hour of an edge of the window. */
function isNearAnEdge({ window, people, posts }: Situation): boolean {
  const zone = people[0]?.customer.timeZone ?? 'America/New_York';
  const edges = [secondsOf(window.opensAt), secondsOf(window.closesAt)];
  return posts.some(({ at }) =>
    edges.some((edge) => Math.abs(secondOfDay(zone, at) - edge) * SECOND < 15 * MINUTE),
  );
}

/** Three come within seconds. */
function isBurst({ posts }: Situation): boolean {
  const instants = posts.map(({ at }) => at).toSorted((left, right) => left - right);
  return instants.some((at, nth) => (instants[nth + 2] ?? Number.POSITIVE_INFINITY) - at < 5 * SECOND);
}

describe('what seeds draw', () => {
  it('lies near an edge of the window, or in a burst, in half of the runs at least', () => {
    const close = situations.filter((each) => isNearAnEdge(each) || isBurst(each));

    expect(close.length / situations.length).toBeGreaterThanOrEqual(0.5);
  });

  it('lets every fault strike in some run, and in none of them all at once', () => {
    const mixes = SEEDS.map((seed, nth) => simulation({ seed }, situations[nth]!).mix);
    const drawn = new Set(mixes.flatMap(({ rates }) => Object.keys(rates)));

    expect([...drawn].toSorted()).toEqual([...Object.keys(FAULTS), ...Object.keys(WANTED_FAULTS)].toSorted());
    const most = Math.max(...mixes.map(({ rates }) => Object.keys(rates).length));
    expect(most).toBeLessThan(Object.keys(FAULTS).length);
  });
});
