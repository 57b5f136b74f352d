import { describe, expect, it } from '@jest/globals';
import { customer, HOUR, MINUTE, sensorAlert } from '../support/builders.ts';
import { alertWorld } from '../support/world.ts';
import { unsettled, violations } from '../support/world-invariants.ts';
import type { WorldOverrides } from '../support/world-parts.ts';

async function deferred(overrides: WorldOverrides = {}, fields: Parameters<typeof sensorAlert>[0] = {}) {
  const world = alertWorld({ customers: [customer({ doNotDisturb: true })], ...overrides });
  world.post(sensorAlert({ timestamp: world.clock.now().toISOString(), ...fields }));
  await world.run();
  return world;
}

describe('the task', () => {
  it('says who, what and why, and the alert remembers it', async () => {
    const world = await deferred();

    const [task] = world.crm.tasks();
    const { telemetryRef, ...story } = await world.story('alert-1');
    expect(task).toMatchObject({
      customerId: 'customer-1',
      subject: 'Sensor sensor-1: temp_critical, the customer was not called',
      dueDate: '2025-11-19',
      priority: 'high',
    });
    expect(task?.description).toContain('do_not_disturb');
    expect(task?.description).toContain(String(telemetryRef));
    expect(story).toMatchObject({ state: 'CASED', taskId: task?.id, followUpId: task?.externalId });
  });

  it('names no phone number', async () => {
    const world = await deferred();

    expect(JSON.stringify(world.crm.tasks())).not.toContain('2025550111');
  });

  it('of a standard alert is of normal priority', async () => {
    const world = await deferred({}, { alertType: 'humidity' });

    expect(world.crm.tasks()).toMatchObject([{ priority: 'normal' }]);
  });
});

describe('the due date', () => {
  it.each([
    ['a Tuesday', '2025-11-18T15:00:00Z', 'America/New_York', '2025-11-19'],
    ['a Friday evening', '2025-11-21T22:00:00Z', 'America/New_York', '2025-11-24'],
    ['Friday there, Saturday in UTC', '2025-11-22T03:00:00Z', 'America/New_York', '2025-11-24'],
    ['Sunday there, Monday in UTC', '2025-11-24T02:00:00Z', 'America/New_York', '2025-11-24'],
    ['Thursday in UTC, Friday in Auckland', '2025-11-20T22:00:00Z', 'Pacific/Auckland', '2025-11-24'],
    ['Thursday everywhere but in Honolulu', '2025-11-20T08:00:00Z', 'Pacific/Honolulu', '2025-11-20'],
  ])('after %s is the next business day of the customer', async (_, start, timeZone, dueDate) => {
    const world = await deferred({ start, customers: [customer({ timeZone, doNotDisturb: true })] });

    expect(world.crm.tasks()).toMatchObject([{ dueDate }]);
  });

  it('goes by the team where the zone of the customer is not known', async () => {
    const customers = [customer({ timeZone: 'nowhere' })];

    const world = await deferred({
      start: '2025-11-22T03:00:00Z',
      customers,
      rules: { fallbackZone: 'Asia/Tokyo' },
    });

    expect(world.crm.tasks()).toMatchObject([{ dueDate: '2025-11-24' }]);
  });
});

describe('several alerts', () => {
  it('of one customer, sensor and day share one task, each remembering it', async () => {
    const world = await deferred();
    world.advance(2 * HOUR);
    world.post(sensorAlert({ idempotencyKey: 'alert-2', timestamp: world.clock.now().toISOString() }));
    await world.run();

    const first = await world.story('alert-1');
    const second = await world.story('alert-2');

    expect(world.crm.tasks()).toHaveLength(1);
    expect(second).toMatchObject({ outcome: 'deferred', followUpId: first.followUpId, taskId: first.taskId });
    expect(unsettled(world)).toEqual([]);
  });

  it('of two days have two tasks', async () => {
    const world = await deferred();
    world.advance(24 * HOUR);
    world.post(sensorAlert({ idempotencyKey: 'alert-2', timestamp: world.clock.now().toISOString() }));

    await world.run();

    expect(world.crm.tasks().map(({ dueDate }) => dueDate)).toEqual(['2025-11-19', '2025-11-20']);
  });

  it('one of which may have been called have two tasks', async () => {
    const world = alertWorld();
    world.telephony.answer({ kind: 'unknown', accepted: false });
    world.post(sensorAlert());
    await world.run();
    await world.pass(75);
    world.crm.put(customer({ doNotDisturb: true }));
    world.advance(6 * MINUTE);
    world.post(sensorAlert({ idempotencyKey: 'alert-2', timestamp: world.clock.now().toISOString() }));

    await world.run();

    expect(world.crm.tasks().map(({ subject }) => subject)).toEqual([
      expect.stringContaining('may have been called'),
      expect.stringContaining('was not called'),
    ]);
  });
});

describe('a CRM that does not take the task', () => {
  it('for good: quarantined, for an operator to see', async () => {
    const world = alertWorld({ customers: [customer({ doNotDisturb: true })] });
    world.crm.fail('openFollowUp', 'refused');
    world.post(sensorAlert());

    await world.run();

    expect(await world.story('alert-1')).toMatchObject({
      state: 'QUARANTINED',
      outcome: 'quarantined',
      reason: 'follow_up_refused',
      final: true,
    });
    expect(violations(world)).toEqual([]);
  });

  it.each(['unavailable', 'throttled', 'lost_reply'] as const)(
    'and may take it later (%s): the alert waits and gets exactly one task',
    async (fault) => {
      const world = alertWorld({ customers: [customer({ doNotDisturb: true })] });
      world.crm.fail('openFollowUp', fault);
      world.post(sensorAlert());
      await world.run();
      await world.pass(60);
      expect(await world.story('alert-1')).toMatchObject({ state: 'CASE_PENDING', outcome: null });

      world.crm.fail('openFollowUp', undefined);
      await world.pass(15);

      expect(await world.story('alert-1')).toMatchObject({ state: 'CASED', outcome: 'deferred' });
      expect(world.crm.tasks()).toHaveLength(1);
      expect(unsettled(world)).toEqual([]);
    },
  );

  it('and a slot that is to be given back is given back all the same', async () => {
    const world = alertWorld();
    world.telephony.answer({ kind: 'refuse' });
    world.crm.fail('openFollowUp', 'unavailable');
    world.post(sensorAlert());
    await world.run();

    world.post(sensorAlert({ idempotencyKey: 'next' }));
    await world.run();

    expect(await world.story('next')).toMatchObject({ outcome: 'placed' });
  });
});

it('a second delivery of the message opens no second task', async () => {
  const world = await deferred();
  for (let again = 0; again < 3; again++) {
    world.queues.push({
      worker: 'followUp',
      text: JSON.stringify({ key: 'alert-1' }),
      visibleAt: world.clock.now(),
    });
  }

  await world.run();

  expect(world.crm.tasks()).toHaveLength(1);
  expect(world.outcomes.filter(({ outcome }) => outcome === 'already_moved')).toHaveLength(3);
});

it('a message about an alert nobody knows ends quietly', async () => {
  const world = alertWorld();
  const text = JSON.stringify({ key: 'nobody' });
  world.queues.push({ worker: 'followUp', text, visibleAt: world.clock.now() });

  await world.run();

  expect(world.outcomes).toMatchObject([{ outcome: 'already_moved', reason: 'no such alert' }]);
});
