import { describe, expect, it } from '@jest/globals';
import { firstRingLook } from '../../functions/dialing/ringing.ts';
import { at, HOUR, MINUTE, protocol, SECOND, sensorAlert, windowPolicy } from '../support/builders.ts';
import { fate, MUST_RING_BY, suppress, waitingCall } from '../support/waiting-calls.ts';
import { alertWorld } from '../support/world.ts';
import { unsettled } from '../support/world-invariants.ts';

describe('the first look at a call', () => {
  const granted = { deadline: at(12 * SECOND), mustRingBy: at(HOUR) };

  it.each([
    ['a quarter of an hour after it was accepted', granted, at(SECOND), at(15 * MINUTE + SECOND)],
    [
      'when it must have rung, if that is sooner',
      { ...granted, mustRingBy: at(MINUTE) },
      at(SECOND),
      at(MINUTE),
    ],
    ['at once, when it comes to light late', granted, at(18 * SECOND), at(18 * SECOND)],
    ['at once, when that is so without a limit', { deadline: at(12 * SECOND) }, at(HOUR), at(HOUR)],
    ['never, when nothing limits it', { deadline: at(12 * SECOND) }, at(SECOND), undefined],
  ])('comes %s', (_, call, now, look) => {
    expect(firstRingLook(call, now, protocol())).toEqual(look);
  });
});

describe('a call that was placed', () => {
  it('waits until the end of the permission it was placed under', async () => {
    const world = await waitingCall();

    expect(await world.story('alert-1')).toMatchObject({
      outcome: 'placed',
      ring: 'waiting',
      mustRingBy: MUST_RING_BY.toISOString(),
    });
  });

  it('has rung when an agent took it up, and is not asked about again', async () => {
    const world = await waitingCall({}, 3 * MINUTE);

    await world.pass(17);
    expect(await world.story('alert-1')).toMatchObject({ state: 'PLACED', outcome: 'placed', ring: 'rung' });

    world.telephony.withoutLookUps(true);
    await world.settle(11 * HOUR);
    expect(unsettled(world)).toEqual([]);
    expect(world.outcomes.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  });

  it('that waits too long is taken back at the end of its permission, and a person is told', async () => {
    const world = await waitingCall();

    await world.settle(11 * HOUR);

    const { withdrawnAt } = fate(world)!;
    expect(withdrawnAt!.getTime()).toBeGreaterThanOrEqual(MUST_RING_BY.getTime());
    expect(withdrawnAt!.getTime()).toBeLessThan(MUST_RING_BY.getTime() + 2 * MINUTE);
    expect(await world.story('alert-1')).toMatchObject({
      state: 'CASED',
      outcome: 'deferred',
      reason: 'withdrawn',
      ring: 'withdrawn',
    });
    expect(world.crm.tasks()).toMatchObject([
      {
        subject: expect.stringContaining('was not called'),
        description: expect.stringContaining('taken back'),
      },
    ]);
    expect(unsettled(world)).toEqual([]);
  });

  it('taken up at the very last moment has rung, and is left alone', async () => {
    const world = await waitingCall({}, MUST_RING_BY.getTime() - at().getTime() - 1);

    await world.settle(11 * HOUR);

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed', ring: 'rung' });
    expect(world.crm.tasks()).toEqual([]);
  });

  it('taken up between the question and the withdrawal has rung: the platform decides', async () => {
    const world = await waitingCall();
    world.advance(MUST_RING_BY.getTime() - at().getTime());
    world.telephony.serve('call-1');

    await world.sweep();

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed', ring: 'rung' });
    expect(fate(world)?.withdrawnAt).toBeUndefined();
  });

  it('is taken back as soon as the platform can be asked again', async () => {
    const world = await waitingCall();
    world.telephony.withoutLookUps(true);
    await world.settle(10 * HOUR);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed', ring: 'waiting' });

    world.telephony.withoutLookUps(false);
    await world.pass(2);

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'deferred', reason: 'withdrawn' });
    expect(unsettled(world)).toEqual([]);
  });

  it('taken back by a sweep that is gone before it could say so is still told', async () => {
    let gone = false;
    const world = await waitingCall({
      faults: (effect) => {
        if (effect !== 'withdraw' || gone) return undefined;
        gone = true;
        return 'gone_after';
      },
    });

    await world.settle(11 * HOUR);

    expect(gone).toBe(true);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'deferred', reason: 'withdrawn' });
    expect(world.crm.tasks()).toHaveLength(1);
    expect(unsettled(world)).toEqual([]);
  });

  it('that ended on the platform without ringing is a case as well, once it must have rung', async () => {
    const world = await waitingCall();
    await world.telephony.withdraw('call-1');

    await world.settle(11 * HOUR);

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'deferred', reason: 'withdrawn' });
  });

  it('without a limit is never looked at', async () => {
    const world = await waitingCall({
      rules: { policy: windowPolicy({ opensAt: '00:00', closesAt: '24:00' }) },
    });
    world.telephony.withoutLookUps(true);

    await world.settle(30 * HOUR);

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed', mustRingBy: null });
    expect(world.outcomes.filter(({ worker }) => worker === 'recovery')).toEqual([]);
  });

  it('that the platform never takes back is tried ever more seldom, and given up after a day', async () => {
    const tries: Date[] = [];
    const world = await waitingCall({ faults: onWithdrawals(() => tries.push(world.clock.now())) });

    await world.settle(40 * HOUR);

    const within = (from: number, to: number) =>
      tries.filter((each) => {
        const overMs = each.getTime() - MUST_RING_BY.getTime();
        return overMs >= from && overMs < to;
      }).length;
    expect(within(0, HOUR)).toBeGreaterThan(50);
    expect(within(2 * HOUR, 3 * HOUR)).toBe(4);
    expect(within(24 * HOUR, 24 * HOUR + 20 * MINUTE)).toBe(1);
    expect(within(24 * HOUR + 20 * MINUTE, 48 * HOUR)).toBe(0);
    const story = await world.story('alert-1');
    expect(story).toMatchObject({ outcome: 'placed', ring: 'rung' });
    expect(JSON.stringify(story)).toContain('the platform never took it back');
    expect(world.outcomes.filter(({ outcome }) => outcome === 'not_taken_back')).toHaveLength(1);
    expect(unsettled(world)).toEqual([]);
  });

  it('without a limit, whose number was suppressed, is not tried to be taken back for ever either', async () => {
    let tries = 0;
    const world = await waitingCall({
      rules: { policy: windowPolicy({ opensAt: '00:00', closesAt: '24:00' }) },
      faults: onWithdrawals(() => tries++),
    });
    await suppress(world);
    await world.ports.ledger.askForRingSweep(world.clock.now());

    await world.pass(10);
    const triesByThen = tries;
    world.clock.advance(24 * HOUR);
    await world.pass(10);

    expect(triesByThen).toBeGreaterThan(5);
    expect(tries).toBe(triesByThen);
  });

  it('of a case is not tried to be taken back for ever either', async () => {
    const tries: Date[] = [];
    const world = alertWorld({ faults: onWithdrawals(() => tries.push(world.clock.now())) });
    world.telephony.answer({ kind: 'unknown', accepted: true });
    world.telephony.agentsAnswerAfter(undefined);
    world.telephony.searchLag(HOUR);
    world.post(sensorAlert());
    await world.run();

    await world.settle(60 * HOUR);

    const lastAfterMs = tries.at(-1)!.getTime() - MUST_RING_BY.getTime();
    expect(tries.length).toBeGreaterThan(100);
    expect(tries.length).toBeLessThan(60 + 24 * 4);
    expect(lastAfterMs).toBeLessThan(25 * HOUR);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'uncertain', ring: null });
    expect(unsettled(world)).toEqual([]);
  });
});

/** Every withdrawal fails, and somebody hears of it. */
const onWithdrawals = (hear: () => void) => (effect: string) => {
  if (effect !== 'withdraw') return undefined;
  hear();
  return 'not_applied' as const;
};
