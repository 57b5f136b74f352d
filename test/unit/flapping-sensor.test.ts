import { describe, expect, it } from '@jest/globals';
import { checkSensorTask } from '../../functions/follow-up/tell-flapping-sensor.ts';
import { MINUTE, NEW_YORK, sensorAlert } from '../support/builders.ts';
import { alertWorld } from '../support/world.ts';
import type { WorldOverrides } from '../support/world-parts.ts';

/** Midnight in UTC, where everybody may be called at any time. */
const MIDNIGHT = '2025-11-18T00:00:30.000Z';
const AROUND_THE_CLOCK = {
  kind: 'window',
  opensAt: '00:00',
  closesAt: '24:00',
  closingMarginSeconds: 300,
} as const;

function sensors(overrides: WorldOverrides = {}) {
  const world = alertWorld({
    start: MIDNIGHT,
    ...overrides,
    rules: { checkSensorAfterSlots: 4, policy: AROUND_THE_CLOCK, ...overrides.rules },
  });
  let posts = 0;
  return {
    ...world,
    /** One alert of a sensor every `everyMinutes`. */
    async alerts(times: number, everyMinutes: number, sensorId = 'sensor-1'): Promise<void> {
      for (let n = 0; n < times; n++) {
        world.post(
          sensorAlert({
            idempotencyKey: `alert-${++posts}`,
            sensorId,
            timestamp: world.clock.now().toISOString(),
          }),
        );
        await world.run();
        world.advance(everyMinutes * MINUTE);
      }
    },
    checks: () => world.crm.tasks().filter(({ subject }) => subject.endsWith('check it')),
    counted: () => world.table.items('ledger').filter(({ pk }) => pk?.S?.startsWith('SENSORDAY#')),
  };
}

describe('a sensor', () => {
  it('that alerts once costs no count', async () => {
    const world = sensors();

    await world.alerts(1, 71);

    expect(world.counted()).toEqual([]);
  });

  it('that flaps within its window is counted on the story of the one alert that was called about', async () => {
    const world = sensors();

    await world.alerts(60, 1);

    expect(world.checks()).toEqual([]);
    expect(world.counted()).toEqual([]);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed', suppressed: 59, duplicates: 0 });
    expect(await world.story('alert-2')).toMatchObject({ outcome: 'suppressed', suppressed: 0 });
  });

  it('that comes back after each window becomes one task a day', async () => {
    const world = sensors();

    await world.alerts(12, 71);

    expect(world.checks()).toHaveLength(1);
    expect(world.checks()[0]).toMatchObject({
      customerId: 'customer-1',
      subject: 'Sensor sensor-1: check it',
      dueDate: '2025-11-19',
    });
    expect(world.telephony.accepted()).toHaveLength(12);
  });

  it('that goes on the next day becomes another task', async () => {
    const world = sensors();

    await world.alerts(30, 71);

    expect(world.checks().map(({ dueDate }) => dueDate)).toEqual(['2025-11-19', '2025-11-20']);
  });

  it.each([
    [4, 0],
    [5, 1],
  ])('that comes back so that %i alerts are called about becomes %i tasks', async (alerts, tasks) => {
    const world = sensors();

    await world.alerts(alerts, 71);

    expect(world.checks()).toHaveLength(tasks);
  });

  it('counts on its own', async () => {
    const world = sensors();

    await world.alerts(3, 71);
    await world.alerts(3, 71, 'sensor-2');

    expect(world.checks()).toEqual([]);
  });

  it('whose count cannot be written is admitted all the same', async () => {
    let counting = 0;
    const world = sensors({
      table: {
        before: (operation, input) => {
          if (operation !== 'updateItem' || !JSON.stringify(input).includes('SENSORDAY#')) return;
          counting++;
          throw new Error('connection lost');
        },
      },
    });

    await world.alerts(6, 71);

    expect(counting).toBeGreaterThan(0);
    expect(world.telephony.accepted()).toHaveLength(6);
    expect(world.checks()).toEqual([]);
  });
});

describe('the task to check a sensor', () => {
  it('is one for each customer, sensor and day, and names nobody', () => {
    const request = { checkSensor: 'sensor-1', customerId: 'customer-1', day: '2025-11-18' };
    const task = checkSensorTask(request, NEW_YORK);

    expect(checkSensorTask(request, NEW_YORK)).toEqual(task);
    for (const other of [{ checkSensor: 'x' }, { customerId: 'x' }, { day: '2025-11-19' }]) {
      expect(checkSensorTask({ ...request, ...other }, NEW_YORK).externalId).not.toBe(task.externalId);
    }
  });
});
