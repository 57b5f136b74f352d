import { describe, expect, it } from '@jest/globals';
import { placeCrashes } from './crash-placements.ts';
import { SCENARIOS, scenarioNamed } from './crash-scenarios.ts';

/** Told whole here; the others, and all pairs, are told by `simulate --crashes`. */
const WHOLE = ['one alert, accepted', 'do not disturb'];

/** Of every other scenario, one placement in so many. */
const EVERY = 311;
const EVERY_PAIR = 797;

describe('misfortunes at every request', () => {
  it('are placed in at least sixty scenarios, and by two in at least ten', () => {
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
    expect(SCENARIOS.length).toBeGreaterThanOrEqual(60);
    expect(SCENARIOS.filter(({ pairs }) => pairs).length).toBeGreaterThanOrEqual(10);
  });

  it.each(WHOLE)(
    '%s: comes to a lawful end with one anywhere',
    async (name) => {
      const report = await placeCrashes(scenarioNamed(name), 'singles');

      expect(report.broken).toEqual([]);
      expect(report.requests).toBeGreaterThan(10);
      expect(report.placements).toBe(report.requests * 6);
    },
    60_000,
  );

  it('every scenario comes to a lawful end with one here and there', async () => {
    for (const scenario of SCENARIOS) {
      expect(await placeCrashes(scenario, 'singles', EVERY)).toMatchObject({ broken: [] });
    }
  }, 60_000);

  it('comes to a lawful end with two here and there', async () => {
    for (const scenario of SCENARIOS.filter(({ pairs }) => pairs)) {
      expect(await placeCrashes(scenario, 'pairs', EVERY_PAIR)).toMatchObject({ broken: [] });
    }
  }, 60_000);
});
