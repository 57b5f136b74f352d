import { describe, expect, it } from '@jest/globals';
import { erasureKey } from '../../functions/adapters/ledger-erasures.ts';
import { MINUTE, SECOND, sensorAlert } from '../support/builders.ts';
import { alertWorld } from '../support/world.ts';
import { unsettled } from '../support/world-invariants.ts';

const ago = (world: ReturnType<typeof alertWorld>, ms: number): string =>
  new Date(world.clock.now().getTime() - ms).toISOString();

describe('one alert', () => {
  it('of a customer who was erased leaves nothing, however often and under whatever key it is sent', async () => {
    const world = alertWorld();
    const { customerId } = sensorAlert();
    await world.table.putItem({ TableName: 'ledger', Item: { pk: { S: erasureKey(customerId) } } });
    const before = JSON.stringify(world.table.items('ledger'));
    world.post(sensorAlert());
    world.post(sensorAlert({ idempotencyKey: 'alert-2', timestamp: '2999-01-01T00:00:00Z' }));

    await world.run();

    expect(JSON.stringify(world.table.items('ledger'))).toBe(before);
    expect(world.archive.telemetry.size).toBe(0);
    expect(world.telephony.sent).toEqual([]);
  });

  it('becomes one call, with its telemetry kept and its story told', async () => {
    const world = alertWorld();
    const body = sensorAlert({
      telemetryData: { currentValue: 91.5, threshold: 80, unit: 'celsius', probe: 3 },
    });
    world.post({ ...body, firmware: 'dropped' });

    await world.run();

    expect(await world.story('alert-1')).toMatchObject({
      state: 'PLACED',
      outcome: 'placed',
      final: true,
      lane: 'critical',
      conversationId: 'call-1',
      phone: '+1********11',
      duplicates: 0,
      nextLookAt: null,
    });
    const [call] = world.telephony.sent;
    expect(call?.request).toMatchObject({
      phoneE164: '+12025550111',
      routingQueue: 'field-service',
      priority: 100,
    });
    expect(world.archive.telemetry.get(call?.request.callData.referenceId ?? '')).toEqual({
      idempotencyKey: 'alert-1',
      sensorId: 'sensor-1',
      alertType: 'temp_critical',
      timestamp: body.timestamp,
      telemetryData: body.telemetryData,
    });
    expect(unsettled(world)).toEqual([]);
  });

  it('of an unknown type is treated as the class default and says so', async () => {
    const world = alertWorld();
    world.post(sensorAlert({ alertType: 'humidity_odd' }));

    await world.run();

    expect(await world.story('alert-1')).toMatchObject({
      outcome: 'placed',
      alertType: 'humidity_odd',
      alertClass: 'default',
      lane: 'standard',
    });
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'of a type named %s is treated as the class default',
    async (alertType) => {
      const world = alertWorld();
      world.post(sensorAlert({ alertType }));

      await world.run();

      expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed', alertClass: 'default' });
    },
  );

  it.each([
    ['just young enough', 240 * MINUTE, 'placed', 'accepted by the platform'],
    ['one second too old', 240 * MINUTE + SECOND, 'deferred', 'stale'],
  ])('that is %s ends %s', async (_, ageMs, outcome, reason) => {
    const world = alertWorld();
    world.post(sensorAlert({ timestamp: ago(world, ageMs) }));

    await world.run();

    expect(await world.story('alert-1')).toMatchObject({ outcome, reason });
    expect(unsettled(world)).toEqual([]);
  });

  it('that is stale takes no slot, so that a fresh one of its sensor is called', async () => {
    const world = alertWorld();
    world.post(sensorAlert({ idempotencyKey: 'old', timestamp: ago(world, 300 * MINUTE) }));
    world.post(sensorAlert({ idempotencyKey: 'new' }));

    await world.run();

    expect(await world.story('old')).toMatchObject({ outcome: 'deferred', reason: 'stale', final: true });
    expect(await world.story('new')).toMatchObject({ outcome: 'placed' });
  });

  it.each([
    ['as far ahead as a clock may run', 5 * MINUTE, 'PLACED'],
    ['further ahead', 5 * MINUTE + SECOND, 'QUARANTINED'],
  ])('whose timestamp is %s ends %s', async (_, aheadMs, state) => {
    const world = alertWorld();
    world.post(sensorAlert({ timestamp: ago(world, -aheadMs) }));

    await world.run();

    expect(await world.story('alert-1')).toMatchObject({ state });
    expect(world.telephony.sent).toHaveLength(state === 'PLACED' ? 1 : 0);
  });

  it('tells of a quarantined key why, without what it said', async () => {
    const world = alertWorld();
    world.post({ ...sensorAlert(), telemetryData: { note: 'call Ada Sample on +12025550199' } });

    await world.run();

    expect(await world.story('alert-1')).toMatchObject({
      outcome: 'quarantined',
      final: true,
      reason: expect.stringContaining('malformed: telemetryData.currentValue'),
    });
    const [masked = ''] = world.archive.quarantined.values();
    expect(masked).not.toMatch(/Ada|2025550199/);
    expect(world.alerts()).toEqual([]);
  });
});
