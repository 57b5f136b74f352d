import { describe, expect, it } from '@jest/globals';
import { unaccounted } from '../../functions/recovery/unaccounted.ts';
import { at, customer, HOUR, MINUTE, newAlert, sensorAlert } from '../support/builders.ts';
import { alertWorld } from '../support/world.ts';

const AGE = 4 * HOUR;

/** A case whose task the CRM does not take, and what is not accounted for after some time. */
async function stuck(afterMs: number, raisedAt = at()) {
  const world = alertWorld({ customers: [customer({ doNotDisturb: true })] });
  world.crm.fail('openFollowUp', 'unavailable');
  world.post(sensorAlert({ timestamp: raisedAt.toISOString() }));
  await world.run();
  await world.settle(afterMs);
  return (await unaccounted({ ledger: world.shown, clock: world.clock }, AGE)).map(({ key }) => key);
}

describe('an alert that has not ended', () => {
  it('is not accounted for half an hour after it became too old to call about', async () => {
    expect(await stuck(AGE + 31 * MINUTE)).toEqual(['alert-1']);
  });

  it('is, until then', async () => {
    expect(await stuck(AGE + 29 * MINUTE)).toEqual([]);
  });

  it('that came too late already has half an hour, too', async () => {
    expect(await stuck(29 * MINUTE, at(-9 * HOUR))).toEqual([]);
    expect(await stuck(32 * MINUTE, at(-9 * HOUR))).toEqual(['alert-1']);
  });
});

it('an alert that has ended is accounted for, also while its call waits for an agent', async () => {
  const world = alertWorld();
  world.telephony.agentsAnswerAfter(undefined);
  world.post(sensorAlert());
  await world.run();

  await world.settle(AGE + HOUR);

  expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed', ring: 'waiting' });
  expect(await unaccounted({ ledger: world.shown, clock: world.clock }, AGE)).toEqual([]);
});

it('alerts that keep failing are found, whatever their appointment', async () => {
  const world = alertWorld();
  await world.ports.ledger.admitOpen(newAlert({ key: 'overdue' }), at(), at(-HOUR));
  await world.ports.ledger.admitOpen(newAlert({ key: 'far-off', sensorId: 'sensor-2' }), at(), at(99 * HOUR));
  world.advance(AGE + HOUR);

  const found = await unaccounted({ ledger: world.shown, clock: world.clock }, AGE);

  expect(found.map(({ key }) => key).sort()).toEqual(['far-off', 'overdue']);
});
