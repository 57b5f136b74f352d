import { describe, expect, it } from '@jest/globals';
import { sensorAlert } from '../support/builders.ts';
import { alertWorld } from '../support/world.ts';
import { unsettled } from '../support/world-invariants.ts';

describe('an array', () => {
  it('is judged element by element: a bad one never costs the others', async () => {
    const world = alertWorld();
    const good = (n: number) => sensorAlert({ idempotencyKey: `good-${n}`, sensorId: `sensor-${n}` });
    world.post([good(1), { idempotencyKey: 'bad', sensorId: 7 }, 'not an alert', null, good(2)]);

    await world.run();

    expect(await world.story('good-1')).toMatchObject({ outcome: 'placed' });
    expect(await world.story('good-2')).toMatchObject({ outcome: 'placed' });
    expect(await world.story('bad')).toMatchObject({ outcome: 'quarantined' });
    const admission = world.outcomes.filter(({ worker }) => worker === 'admission');
    expect(admission.map(({ outcome }) => outcome)).toEqual([
      'admitted',
      'quarantined',
      'quarantined',
      'quarantined',
      'admitted',
    ]);
    expect(world.archive.quarantined.size).toBe(3);
    expect(unsettled(world)).toEqual([]);
  });

  it.each([4000, 50_000])('survives an element nested %i levels deep', async (depth) => {
    const world = alertWorld();
    const deep = `{"value":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    const good = JSON.stringify(sensorAlert({ idempotencyKey: 'good' }));
    const bad = good.replace('"good"', '"deep"').replace('"unit"', `"deep":${deep},"unit"`);
    world.queues.push({ worker: 'admission', text: `[${bad},${good}]`, visibleAt: world.clock.now() });

    await world.run();

    expect(world.failures).toEqual([]);
    expect(await world.story('good')).toMatchObject({ outcome: 'placed' });
    expect(await world.story('deep')).toMatchObject({ outcome: 'quarantined' });
  });

  it('whose elements share one key is one alert and its duplicates', async () => {
    const world = alertWorld();
    world.post([sensorAlert(), sensorAlert(), sensorAlert()]);

    await world.run();

    expect(world.telephony.sent).toHaveLength(1);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed', duplicates: 2 });
  });
});

describe('a second body under a known key', () => {
  it('is kept as a quarantined copy and leaves the first unharmed', async () => {
    const world = alertWorld();
    world.post(sensorAlert());
    await world.run();

    world.post(sensorAlert({ telemetryData: { currentValue: 20, threshold: 80, unit: 'celsius' } }));
    await world.run();

    expect(await world.story('alert-1')).toMatchObject({ state: 'PLACED', outcome: 'placed', duplicates: 0 });
    expect(world.telephony.sent).toHaveLength(1);
    expect(world.outcomes.filter(({ outcome }) => outcome === 'quarantined')).toMatchObject([
      { reason: 'conflicting_body' },
    ]);
    expect(world.archive.quarantined.size).toBe(1);
  });

  it('that only spells the same alert differently is a duplicate', async () => {
    const world = alertWorld();
    const { telemetryData, ...rest } = sensorAlert({ timestamp: '2025-11-18T15:00:00Z' });
    world.post({ ...rest, telemetryData });
    world.post({ telemetryData, ...rest, timestamp: '2025-11-18T10:00:00.000-05:00', extra: true });

    await world.run();

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed', duplicates: 1 });
  });
});

describe('a message that comes again', () => {
  it('adds nothing once it has been worked on', async () => {
    const world = alertWorld();
    world.post(sensorAlert(), 'edge-1');
    await world.run();

    world.post(sensorAlert(), 'edge-1', 1);
    await world.run();

    expect(world.telephony.sent).toHaveLength(1);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed', duplicates: 0 });
  });

  it('finishes what its first delivery left undone, telemetry included', async () => {
    const world = alertWorld();
    world.archive.setDown(true);
    world.post(sensorAlert());
    await world.run();
    expect(await world.story('alert-1')).toMatchObject({ state: 'OPEN' });

    world.archive.setDown(false);
    await world.pass(2);

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
    expect(world.archive.telemetry.has(String((await world.story('alert-1')).telemetryRef))).toBe(true);
    expect(unsettled(world)).toEqual([]);
  });
});
