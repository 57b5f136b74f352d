import { describe, expect, it } from '@jest/globals';
import { SECOND, sensorAlert } from '../support/builders.ts';
import { alertWorld } from '../support/world.ts';
import { unsettled } from '../support/world-invariants.ts';

/** A worker that stands still for some time right behind its grant, once. */
function frozenAfterGrant(start: string, ms: number) {
  let frozenMs = ms;
  const world = alertWorld({
    start,
    table: {
      after: (operation, input) => {
        if (operation !== 'updateItem' || !JSON.stringify(input).includes('"PLACING"')) return;
        world.advance(frozenMs);
        frozenMs = 0;
      },
    },
  });
  world.post(sensorAlert({ timestamp: start }));
  return world;
}

describe('the last question before the socket', () => {
  it('is answered with no when the grant is too old, and the alert is called later', async () => {
    const world = frozenAfterGrant('2025-11-18T15:00:00.000Z', 2 * SECOND);

    await world.run();
    expect(world.telephony.sent).toEqual([]);
    await world.pass(3);

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
    expect(unsettled(world)).toEqual([]);
  });

  it('is answered with yes just in time', async () => {
    const world = frozenAfterGrant('2025-11-18T15:00:00.000Z', 2 * SECOND - 1);

    await world.run();

    expect(world.telephony.sent).toHaveLength(1);
  });

  it('is answered with no when the closing margin has begun meanwhile', async () => {
    const world = frozenAfterGrant('2025-11-19T00:54:59.000Z', SECOND);

    await world.run();
    await world.pass(3);

    expect(world.telephony.sent).toEqual([]);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'deferred', reason: 'outside_window' });
    expect(unsettled(world)).toEqual([]);
  });
});

describe('a refusal of the slot that took two sends', () => {
  it('is no right to suppress: the alert becomes a case', async () => {
    let updates = 0;
    const faults = (effect: string) =>
      effect === 'updateItem' && ++updates === 2 ? ('sent_twice' as const) : undefined;
    const world = alertWorld({ faults });
    world.post(sensorAlert({ idempotencyKey: 'first' }));
    world.post(sensorAlert({ idempotencyKey: 'second' }));

    await world.runTogether();
    expect(await world.story('second')).toMatchObject({ state: 'OPEN', reason: 'admitted' });
    await world.pass(10);

    expect(await world.story('first')).toMatchObject({ outcome: 'placed' });
    expect(await world.story('second')).toMatchObject({ outcome: 'deferred', reason: 'slot_lost' });
    expect(unsettled(world)).toEqual([]);
  });
});
