import { describe, expect, it } from '@jest/globals';
import { customer, MINUTE, SECOND, sensorAlert } from '../support/builders.ts';
import { alertWorld } from '../support/world.ts';
import { unsettled, violations } from '../support/world-invariants.ts';

const keys = (count: number): string[] => Array.from({ length: count }, (_, n) => `alert-${n}`);

async function outcomesOf(world: ReturnType<typeof alertWorld>, of: readonly string[]): Promise<unknown[]> {
  return Promise.all(of.map(async (key) => (await world.story(key)).outcome));
}

describe('twenty posts of one alert', () => {
  it.each(['together', 'one after another'])(
    'arrived %s make one call and 19 duplicates',
    async (arrival) => {
      const world = alertWorld();

      for (let post = 0; post < 20; post++) {
        world.post(sensorAlert());
        if (arrival === 'one after another') await world.run();
      }
      await world.runTogether();

      expect(world.telephony.sent).toHaveLength(1);
      expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed', duplicates: 19 });
      expect(unsettled(world)).toEqual([]);
    },
  );
});

describe('thirty alerts of one sensor', () => {
  it.each(['together', 'one after another'])(
    'arrived %s make one call, 29 are suppressed',
    async (arrival) => {
      const world = alertWorld();

      for (const key of keys(30)) {
        world.post(sensorAlert({ idempotencyKey: key }));
        if (arrival === 'one after another') await world.run();
      }
      await world.runTogether();

      const outcomes = await outcomesOf(world, keys(30));
      expect(outcomes.filter((outcome) => outcome === 'placed')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'suppressed')).toHaveLength(29);
      expect(world.telephony.accepted()).toHaveLength(1);
      expect(unsettled(world)).toEqual([]);
    },
  );

  it('name in their story the alert that was called about', async () => {
    const world = alertWorld();
    world.post(sensorAlert({ idempotencyKey: 'first' }));
    world.post(sensorAlert({ idempotencyKey: 'second' }));

    await world.run();

    expect(await world.story('second')).toMatchObject({
      outcome: 'suppressed',
      final: true,
      suppressedBy: 'first',
      telemetryRef: null,
    });
  });

  it('cost two writes each when the slot is already held: their own, and the count on its owner', async () => {
    const world = alertWorld();
    world.post(sensorAlert({ idempotencyKey: 'first' }));
    await world.run();
    const before = world.table.counts().ledger?.writeUnits ?? 0;

    for (const key of keys(10)) world.post(sensorAlert({ idempotencyKey: key }));
    await world.run();

    expect((world.table.counts().ledger?.writeUnits ?? 0) - before).toBe(20);
  });
});

describe('the suppression window', () => {
  it.each([
    ['still suppresses within 60 minutes', 59 * MINUTE, 'suppressed'],
    ['is over after 70', 70 * MINUTE, 'placed'],
  ])('%s', async (_, laterMs, outcome) => {
    const world = alertWorld();
    world.post(sensorAlert({ idempotencyKey: 'first' }));
    await world.run();

    world.advance(laterMs);
    world.post(sensorAlert({ idempotencyKey: 'later', timestamp: world.clock.now().toISOString() }));
    await world.run();

    expect(await world.story('later')).toMatchObject({ outcome });
    expect(violations(world)).toEqual([]);
  });

  it('is counted per customer and sensor', async () => {
    const world = alertWorld({ customers: [customer(), customer({ customerId: 'customer-2' })] });
    world.post(sensorAlert({ idempotencyKey: 'a' }));
    world.post(sensorAlert({ idempotencyKey: 'b', sensorId: 'sensor-2' }));
    world.post(sensorAlert({ idempotencyKey: 'c', customerId: 'customer-2' }));

    await world.run();

    expect(await outcomesOf(world, ['a', 'b', 'c'])).toEqual(['placed', 'placed', 'placed']);
  });

  it('keeps apart sensors whose ids differ only in where they are cut', async () => {
    const world = alertWorld({ customers: [customer({ customerId: 'a:b' }), customer({ customerId: 'a' })] });
    world.post(sensorAlert({ idempotencyKey: 'one', customerId: 'a:b', sensorId: 'c' }));
    world.post(sensorAlert({ idempotencyKey: 'two', customerId: 'a', sensorId: 'b:c' }));

    await world.run();

    expect(await outcomesOf(world, ['one', 'two'])).toEqual(['placed', 'placed']);
  });

  it('never lets a flapping sensor call twice within the hour', async () => {
    const world = alertWorld();

    for (let flap = 0; flap < 3 * 180; flap++) {
      world.post(sensorAlert({ idempotencyKey: `flap-${flap}`, timestamp: world.clock.now().toISOString() }));
      await world.run();
      world.advance(20 * SECOND);
    }

    expect(world.telephony.accepted()).toHaveLength(3);
    expect(unsettled(world)).toEqual([]);
  });
});
