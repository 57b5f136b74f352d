import { describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, sensorAlert } from '../support/builders.ts';
import type { AlertWorld } from '../support/world.ts';
import { alertWorld } from '../support/world.ts';
import { unsettled } from '../support/world-invariants.ts';

const stop = (world: AlertWorld) =>
  world.shown.stopDialing({ since: world.clock.now(), by: 'operations', reason: 'wrong routing queue' });
const start = (world: AlertWorld) =>
  world.shown.startDialing({ since: world.clock.now(), by: 'operations', reason: 'queue mended' });

/** A world in which something happens right after the grant of the first request has been written. */
function afterTheGrant(happens: (world: AlertWorld) => unknown) {
  let isOver = false;
  const world: AlertWorld = alertWorld({
    table: {
      after: async (operation, input) => {
        if (isOver || operation !== 'updateItem' || !JSON.stringify(input).includes('"PLACING"')) return;
        isOver = true;
        await happens(world);
      },
    },
  });
  world.post(sensorAlert());
  return world;
}

describe('while dialing is stopped', () => {
  it('nobody is called, and the story says who stopped it and why', async () => {
    const world = alertWorld();
    await stop(world);
    world.post(sensorAlert());

    await world.run();

    expect(world.telephony.sent).toEqual([]);
    expect(await world.story('alert-1')).toMatchObject({
      state: 'OPEN',
      outcome: null,
      waitingFor: 'dialing_stopped',
      dialingStopped: { by: 'operations', reason: 'wrong routing queue' },
    });
    const { transitions = [] } = await world.story('alert-1');
    expect(transitions.map(({ state }) => state)).not.toContain('PLACING');
  });

  it('alerts wait, and are called about when it goes on', async () => {
    const world = alertWorld();
    await stop(world);
    world.post(sensorAlert());
    await world.run();
    await world.pass(30);
    expect(world.telephony.sent).toEqual([]);

    await start(world);
    await world.pass(12);

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed', dialingStopped: null });
    expect(world.telephony.sent).toHaveLength(1);
    expect(unsettled(world)).toEqual([]);
  });

  it('alerts that grow too old become tasks', async () => {
    const world = alertWorld();
    await stop(world);
    world.post(sensorAlert());
    await world.run();

    await world.settle(5 * HOUR);

    expect(await world.story('alert-1')).toMatchObject({
      state: 'CASED',
      outcome: 'deferred',
      reason: 'stale',
    });
    expect(world.telephony.sent).toEqual([]);
    expect(unsettled(world)).toEqual([]);
  });
});

describe('stopped between the grant and the request', () => {
  it('nothing is sent: the grant is given back, and used once dialing goes on', async () => {
    const world = afterTheGrant(stop);

    await world.run();
    expect(world.telephony.sent).toEqual([]);
    expect(await world.story('alert-1')).toMatchObject({ state: 'OPEN', waitingFor: 'dialing_stopped' });

    await start(world);
    await world.pass(12);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
    expect(world.telephony.sent).toHaveLength(1);
    expect(unsettled(world)).toEqual([]);
  });

  it('nothing is sent either when the switch cannot be read: doubt means no', async () => {
    let isUnreadable = false;
    const world: AlertWorld = alertWorld({
      table: {
        before: (operation, input) => {
          const asked = JSON.stringify(input);
          if (isUnreadable && operation === 'getItem' && asked.includes('SWITCH#')) throw new Error('lost');
          if (operation === 'updateItem' && asked.includes('"PLACING"')) isUnreadable = true;
        },
      },
    });
    world.post(sensorAlert());

    await world.run();
    expect(isUnreadable).toBe(true);
    expect(world.telephony.sent).toEqual([]);
    expect(await world.story('alert-1')).toMatchObject({ state: 'OPEN', waitingFor: 'not_sent' });

    isUnreadable = false;
    await world.pass(5);
    expect(world.telephony.sent.length).toBeLessThanOrEqual(1);
  });
});

describe('what is known', () => {
  it('too long ago allows no grant: the message comes again', async () => {
    let frozenMs = 0;
    const world: AlertWorld = alertWorld({
      table: {
        after: (_, input) => {
          if (!JSON.stringify(input).includes('CONTACT#')) return;
          world.advance(frozenMs);
          frozenMs = 0;
        },
      },
    });
    world.post(sensorAlert());
    await world.runUntil('dialing');

    frozenMs = 2 * MINUTE;
    await world.runOne();

    expect(world.telephony.sent).toEqual([]);
    expect(await world.story('alert-1')).toMatchObject({ state: 'OPEN' });
    await world.pass(10);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
  });
});
