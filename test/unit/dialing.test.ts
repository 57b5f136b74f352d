import { describe, expect, it } from '@jest/globals';
import { customer, MINUTE, SECOND, sensorAlert } from '../support/builders.ts';
import type { CallAnswer } from '../support/fake-telephony.ts';
import { alertWorld } from '../support/world.ts';
import { unsettled, violations } from '../support/world-invariants.ts';
import type { WorldOverrides } from '../support/world-parts.ts';

async function answered(answers: readonly CallAnswer[], overrides: WorldOverrides = {}) {
  const world = alertWorld(overrides);
  world.telephony.answer(...answers);
  world.post(sensorAlert());
  await world.run();
  return world;
}

const nextOfSensor = async (world: ReturnType<typeof alertWorld>) => {
  world.post(sensorAlert({ idempotencyKey: 'next', timestamp: world.clock.now().toISOString() }));
  await world.run();
  return world.story('next');
};

describe('proof that nothing was accepted', () => {
  it('401: the token is renewed and the next request goes out at once, under a new attempt', async () => {
    const world = await answered([{ kind: 'unauthorized' }]);

    const attempts = world.telephony.sent.map(({ request }) => request.callData.attemptId);
    expect(attempts).toHaveLength(2);
    expect(new Set(attempts).size).toBe(2);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed', conversationId: 'call-2' });
    expect(unsettled(world)).toEqual([]);
  });

  it('401 again and again: it is not tried in a loop', async () => {
    const world = await answered(Array.from({ length: 200 }, () => ({ kind: 'unauthorized' }) as const));

    expect(world.telephony.sent).toHaveLength(2);
    await world.pass(60);

    expect(world.telephony.sent.length).toBeLessThan(60);
    expect(await world.story('alert-1')).toMatchObject({
      outcome: null,
      waitingFor: 'platform_unauthorized',
    });
    expect(violations(world)).toEqual([]);
  });

  it.each([
    ['in a message', 90 * SECOND],
    ['longer than a queue can delay', 16 * MINUTE],
  ])('429 with Retry-After %s: never before it', async (_, retryAfterMs) => {
    const world = await answered([{ kind: 'throttled', retryAfterMs }]);
    expect(await world.story('alert-1')).toMatchObject({ state: 'OPEN', waitingFor: 'platform_throttled' });

    await world.pass(20);

    const [first, second] = world.telephony.sent;
    expect(second!.at.getTime() - first!.at.getTime()).toBeGreaterThanOrEqual(retryAfterMs);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
    expect(unsettled(world)).toEqual([]);
  });

  it('429 with Retry-After is kept even when recovery and old messages come earlier', async () => {
    const world = await answered([{ kind: 'throttled', retryAfterMs: 10 * MINUTE }]);
    for (const message of world.queues.waiting('dialing')) {
      world.queues.push({ ...message, visibleAt: world.clock.now() });
    }

    await world.pass(9);

    expect(world.telephony.sent).toHaveLength(1);
    await world.pass(5);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
  });

  it('an unreachable platform: tried again until it is back', async () => {
    const world = await answered(Array.from({ length: 5 }, () => ({ kind: 'unreachable' }) as const));

    await world.pass(30);

    expect(world.telephony.sent).toHaveLength(1);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
    expect(unsettled(world)).toEqual([]);
  });

  it('no token: nothing is granted until there is one', async () => {
    const world = alertWorld();
    world.telephony.withoutToken(true);
    world.post(sensorAlert());
    await world.run();
    expect(await world.story('alert-1')).toMatchObject({ state: 'OPEN', waitingFor: 'token_unavailable' });

    world.telephony.withoutToken(false);
    await world.pass(3);

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
  });

  it('too little time left for the request: nothing leaves', async () => {
    const world = await answered([], { remainingMs: 12 * SECOND });

    expect(world.telephony.sent).toEqual([]);
    expect(await world.story('alert-1')).toMatchObject({ state: 'OPEN', waitingFor: 'not_sent' });
  });

  it('a lost delayed message: recovery takes the alert up', async () => {
    const world = await answered([{ kind: 'throttled', retryAfterMs: 90 * SECOND }]);
    world.queues.lose('dialing');

    await world.pass(5);

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
    expect(unsettled(world)).toEqual([]);
  });
});

describe('a refusal for good', () => {
  it('is deferred with a task, and the slot is free at once', async () => {
    const world = await answered([{ kind: 'refuse' }]);

    expect(await world.story('alert-1')).toMatchObject({
      outcome: 'deferred',
      reason: 'rejected_by_platform',
    });
    expect(await nextOfSensor(world)).toMatchObject({ outcome: 'placed' });
    expect(unsettled(world)).toEqual([]);
  });
});

describe('the stage switches', () => {
  it('disarmed: deferred as such, and no request leaves', async () => {
    const world = await answered([], { rules: { armed: false } });

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'deferred', reason: 'disarmed' });
    expect(world.telephony.sent).toEqual([]);
    expect(unsettled(world)).toEqual([]);
  });

  it('disarmed: the real verdict comes first', async () => {
    const customers = [customer({ doNotDisturb: true })];

    const world = await answered([], { customers, rules: { armed: false } });

    expect(await world.story('alert-1')).toMatchObject({ reason: 'do_not_disturb' });
  });

  it.each([
    [['+12025550111'], 'placed', null],
    [['+12025550112'], 'deferred', 'not_on_allow_list'],
  ])('only %s may be called: %s', async (allowNumbers, outcome, reason) => {
    const world = await answered([], { rules: { allowNumbers } });

    expect(await world.story('alert-1')).toMatchObject({ outcome, ...(reason !== null && { reason }) });
    expect(world.telephony.sent).toHaveLength(reason === null ? 1 : 0);
  });
});

describe('the window closing while the alert is dialed', () => {
  it('holds back what would leave too late', async () => {
    const world = await answered([{ kind: 'throttled', retryAfterMs: 6 * MINUTE }], {
      start: '2025-11-19T00:50:00Z',
      customers: [customer()],
    });

    await world.pass(60);

    expect(world.telephony.accepted()).toEqual([]);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'deferred' });
    expect(violations(world)).toEqual([]);
  });
});

describe('calls that no rule counts', () => {
  const noted = async (remembersCalls: boolean): Promise<readonly string[]> => {
    const world = await answered([], { rules: { remembersCalls } });
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
    const pks = world.table.items('ledger').map(({ pk }) => pk?.S ?? '');
    return pks.filter((pk) => pk.startsWith('TRIES#'));
  };

  it('are noted where agents are shown the last ones, and cost nothing elsewhere', async () => {
    expect(await noted(true)).toHaveLength(1);
    expect(await noted(false)).toHaveLength(0);
  });
});
