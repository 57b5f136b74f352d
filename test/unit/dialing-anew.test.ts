import { describe, expect, it } from '@jest/globals';
import { factsOf } from '../../functions/alert/facts.ts';
import { at, customer, dialRequest, MINUTE, newAlert, sensorAlert } from '../support/builders.ts';
import { alertWorld } from '../support/world.ts';
import { unsettled } from '../support/world-invariants.ts';

describe('what changed while the alert was kept waiting', () => {
  const patient = [{ kind: 'throttled', retryAfterMs: 6 * MINUTE }] as const;

  it('is asked anew: without the CRM consent is no longer known, and nothing leaves', async () => {
    const world = alertWorld();
    world.telephony.answer(...patient);
    world.post(sensorAlert());
    await world.run();
    world.crm.fail('readCustomer', 'unavailable');

    await world.pass(7);
    expect(await world.story('alert-1')).toMatchObject({
      state: 'OPEN',
      waitingFor: 'do_not_disturb_unknown',
    });
    expect(world.telephony.accepted()).toEqual([]);

    world.crm.fail('readCustomer', undefined);
    await world.pass(15);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
  });

  it.each([
    ['does not know the customer', 'unknown_customer'],
    ['answers in another shape, and nothing is kept', 'crm_unreadable'],
  ])('is asked anew: a CRM that %s is a refusal', async (_, reason) => {
    const world = alertWorld({
      customers: [customer({ timeZone: 'Asia/Tokyo' })],
      start: '2025-11-18T01:00:00Z',
    });
    const born = newAlert({ raisedAt: world.clock.now() });
    await world.ports.ledger.admitOpen(
      born,
      world.clock.now(),
      new Date(world.clock.now().getTime() + MINUTE),
    );
    if (reason === 'unknown_customer') world.crm.remove('customer-1');
    else world.crm.fail('readCustomer', 'unreadable');
    const text = JSON.stringify(dialRequest({ alert: factsOf(born, at(0)) }));
    world.queues.push({ worker: 'dialing', text, visibleAt: world.clock.now() });

    await world.run();

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'deferred', reason });
    expect(world.telephony.sent).toEqual([]);
  });

  it('is asked anew: an alert too old by now is not called', async () => {
    const world = alertWorld();
    world.telephony.answer(...patient);
    const timestamp = new Date(world.clock.now().getTime() - 235 * MINUTE).toISOString();
    world.post(sensorAlert({ timestamp }));

    await world.pass(10);

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'deferred', reason: 'stale' });
    expect(world.telephony.accepted()).toEqual([]);
    expect(unsettled(world)).toEqual([]);
  });
});
