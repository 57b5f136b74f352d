import { describe, expect, it } from '@jest/globals';
import { factsOf } from '../../functions/alert/facts.ts';
import {
  at,
  complianceRequest,
  customer,
  MINUTE,
  newAlert,
  SECOND,
  sensorAlert,
} from '../support/builders.ts';
import { alertWorld } from '../support/world.ts';
import { unsettled, violations } from '../support/world-invariants.ts';

const NIGHT = '2025-11-18T03:00:00Z';

async function posted(overrides: Parameters<typeof alertWorld>[0], key = 'alert-1') {
  const world = alertWorld(overrides);
  const timestamp = world.clock.now().toISOString();
  world.post(sensorAlert({ idempotencyKey: key, timestamp }));
  await world.run();
  return world;
}

describe('permission', () => {
  it.each([
    ['do not disturb', { doNotDisturb: true }, 'do_not_disturb'],
    ['no number', { phoneNumber: '' }, 'invalid_phone'],
    ['a national number', { phoneNumber: '(202) 555-0111' }, 'invalid_phone'],
    ['a blank zone', { timeZone: '' }, 'unknown_time_zone'],
    ['an offset for a zone', { timeZone: '+05:30' }, 'unknown_time_zone'],
    ['a zone nobody knows', { timeZone: 'Mars/Olympus' }, 'unknown_time_zone'],
    ['a zone where it is night', { timeZone: 'Asia/Tokyo' }, 'outside_window'],
  ])('is refused with %s', async (_, fields, reason) => {
    const world = await posted({ customers: [customer(fields)] });

    expect(await world.story('alert-1')).toMatchObject({ state: 'CASED', outcome: 'deferred', reason });
    expect(world.telephony.sent).toEqual([]);
    expect(world.crm.tasks()).toHaveLength(1);
    expect(unsettled(world)).toEqual([]);
  });

  it.each([
    ['+12025550111', 'placed', 'accepted by the platform'],
    ['+81312345678', 'deferred', 'outside_window'],
    ['+870773111632', 'deferred', 'unknown_time_zone'],
  ])('without a zone of the CRM is that of the number: %s is %s', async (phoneNumber, outcome, reason) => {
    const { timeZone: _, ...zoneless } = customer({ phoneNumber });

    const world = await posted({ customers: [zoneless] });

    expect(await world.story('alert-1')).toMatchObject({ outcome, reason });
  });

  it('is asked again when the alert is dialed: a flag set meanwhile counts', async () => {
    const world = alertWorld();
    world.telephony.answer({ kind: 'throttled', retryAfterMs: 6 * MINUTE });
    world.post(sensorAlert());
    await world.run();
    world.crm.put(customer({ doNotDisturb: true }));

    await world.pass(10);

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'deferred', reason: 'do_not_disturb' });
    expect(world.telephony.accepted()).toEqual([]);
  });

  it.each([
    ['another number and no zone', { phoneNumber: '+81312345678', timeZone: undefined }],
    ['another zone', { timeZone: 'Asia/Tokyo' }],
  ])('is asked from the beginning when the customer has %s by the time of dialing', async (_, changes) => {
    const world = alertWorld();
    world.telephony.answer({ kind: 'throttled', retryAfterMs: 90 * SECOND });
    world.post(sensorAlert());
    await world.run();
    const { timeZone, ...changed } = { ...customer(), ...changes };
    world.crm.put({ ...changed, ...(timeZone !== undefined && { timeZone }) });
    // The cache of five minutes ends before the message is delivered again.
    world.advance(6 * MINUTE);

    await world.run();
    expect(await world.story('alert-1')).toMatchObject({ outcome: null, waitingFor: 'contact_changed' });

    await world.pass(3);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'deferred', reason: 'outside_window' });
    expect(world.telephony.accepted()).toEqual([]);
    expect(unsettled(world)).toEqual([]);
  });

  it('of a message that says nothing of the contact it was given for is asked from the beginning', async () => {
    const world = alertWorld();
    world.post(sensorAlert());
    await world.runUntil('dialing');
    const [waiting] = world.queues.waiting('dialing');
    world.queues.lose('dialing');
    const { contactDigest: _, ...older } = JSON.parse(waiting!.text);
    world.queues.push({ ...waiting!, text: JSON.stringify(older) });

    await world.run();
    expect(await world.story('alert-1')).toMatchObject({ waitingFor: 'contact_changed' });

    await world.pass(3);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
  });
});

describe('the edges of the window', () => {
  it.each([
    ['before the opening', '2025-11-18T12:59:59Z', 'CASED'],
    ['right behind the opening, where a fast clock may be early', '2025-11-18T13:00:00Z', 'OPEN'],
    ['still within the opening margin', '2025-11-18T13:00:04Z', 'OPEN'],
    ['behind the opening margin', '2025-11-18T13:00:05Z', 'PLACED'],
    ['before the closing margin', '2025-11-19T00:54:59Z', 'PLACED'],
    ['within the closing margin', '2025-11-19T00:55:00Z', 'CASED'],
    ['behind the closing', '2025-11-19T01:00:00Z', 'CASED'],
  ])('%s the alert is %s', async (_, start, state) => {
    const world = await posted({ start });

    expect(await world.story('alert-1')).toMatchObject({ state });
    expect(world.telephony.sent).toHaveLength(state === 'PLACED' ? 1 : 0);
  });

  it('an alert within the opening margin is called soon after it', async () => {
    const world = await posted({ start: '2025-11-18T13:00:00Z' });

    await world.pass(2);

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
    expect(violations(world)).toEqual([]);
  });

  it('an alert within the closing margin is deferred as outside the window, until tomorrow', async () => {
    const world = await posted({ start: '2025-11-19T00:57:00Z' });

    expect(await world.story('alert-1')).toMatchObject({
      outcome: 'deferred',
      reason: 'outside_window',
      decision: { nextAllowedAt: '2025-11-19T13:00:00.000Z' },
    });
  });
});

describe('a closed window', () => {
  it('makes one case for the closed hours, and calls about the first alert of the morning', async () => {
    const world = alertWorld({ start: '2025-11-18T12:10:00Z' });
    const alert = (key: string) =>
      sensorAlert({ idempotencyKey: key, timestamp: world.clock.now().toISOString() });
    world.post(alert('night'));
    await world.run();
    world.advance(40 * MINUTE);
    world.post(alert('dawn'));
    await world.run();

    world.advance(10 * MINUTE + 6 * SECOND);
    world.post(alert('morning'));
    await world.run();

    expect(await world.story('night')).toMatchObject({ outcome: 'deferred', reason: 'outside_window' });
    expect(await world.story('dawn')).toMatchObject({ outcome: 'suppressed', suppressedBy: 'night' });
    expect(await world.story('morning')).toMatchObject({ outcome: 'placed' });
    expect(unsettled(world)).toEqual([]);
  });

  it('does not touch a slot that ends before the opening', async () => {
    const world = await posted({ start: NIGHT });

    const { slot } = await world.ports.ledger.look('alert-1', 'customer-1', 'sensor-1');

    expect(slot?.until).toEqual(new Date(Date.parse(NIGHT) + 70 * MINUTE));
  });

  it('defers through the night with the opening in the story', async () => {
    const world = await posted({ start: NIGHT });

    expect(await world.story('alert-1')).toMatchObject({
      reason: 'outside_window',
      decision: { nextAllowedAt: '2025-11-18T13:00:00.000Z', zones: ['America/New_York'] },
    });
  });
});

it.each([
  ['nothing is kept', undefined],
  ['what is kept is too old', at(-5 * MINUTE - 1)],
])('an alert waits when %s of its customer: consent is not known', async (_, fetchedAt) => {
  const world = alertWorld();
  const born = newAlert();
  if (fetchedAt) await world.ports.contacts.keep({ customer: customer(), fetchedAt });
  await world.ports.ledger.admitOpen(born, world.clock.now(), at(5 * MINUTE));
  const text = JSON.stringify(complianceRequest({ alert: factsOf(born, at(70 * MINUTE)) }));
  world.queues.push({ worker: 'compliance', text, visibleAt: world.clock.now() });

  await world.run();

  expect(world.outcomes).toMatchObject([
    { worker: 'compliance', outcome: 'waiting', reason: 'do_not_disturb_unknown' },
  ]);
  await world.pass(3);
  expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
});
