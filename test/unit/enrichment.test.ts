import { describe, expect, it } from '@jest/globals';
import { alertClass, alertClasses, customer, MINUTE, sensorAlert } from '../support/builders.ts';
import { CRM_RETRY_AFTER_MS } from '../support/fake-crm.ts';
import { alertWorld } from '../support/world.ts';
import { unsettled, violations } from '../support/world-invariants.ts';

const second = (world: ReturnType<typeof alertWorld>) =>
  sensorAlert({
    idempotencyKey: 'alert-2',
    sensorId: 'sensor-2',
    timestamp: world.clock.now().toISOString(),
  });

describe('the CRM', () => {
  it.each(['unavailable', 'throttled'] as const)(
    'being %s lets the alert wait and be placed later',
    async (fault) => {
      const world = alertWorld();
      world.crm.fail('readCustomer', fault);
      world.post(sensorAlert());
      await world.run();
      expect(await world.story('alert-1')).toMatchObject({
        state: 'OPEN',
        outcome: null,
        waitingFor: `crm_${fault}`,
      });

      await world.pass(30);
      expect(world.telephony.sent).toEqual([]);
      world.crm.fail('readCustomer', undefined);
      await world.pass(20);

      expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
      expect(unsettled(world)).toEqual([]);
    },
  );

  it('is not asked again before the time it asked for', async () => {
    const world = alertWorld();
    world.crm.fail('readCustomer', 'throttled');
    world.post(sensorAlert());
    await world.run();

    const { nextLookAt } = await world.story('alert-1');

    expect(Date.parse(String(nextLookAt))).toBeGreaterThanOrEqual(
      world.clock.now().getTime() + CRM_RETRY_AFTER_MS,
    );
  });

  it('being down for longer than the age limit ends in a task for a person', async () => {
    const world = alertWorld();
    world.crm.fail('readCustomer', 'unavailable');
    world.post(sensorAlert());
    await world.run();

    await world.pass(300);

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'deferred', reason: 'stale', final: true });
    expect(world.telephony.sent).toEqual([]);
    expect(unsettled(world)).toEqual([]);
  });

  it.each([
    ['does not know the customer', 'unknown_customer'],
    ['answers in another shape', 'crm_unreadable'],
    ['refuses the question for good', 'crm_refused'],
  ])('that %s defers the alert as %s', async (_, reason) => {
    const world = alertWorld();
    if (reason === 'unknown_customer') world.crm.remove('customer-1');
    else world.crm.fail('readCustomer', reason === 'crm_refused' ? 'refused' : 'unreadable');
    world.post(sensorAlert());

    await world.run();

    expect(await world.story('alert-1')).toMatchObject({ state: 'CASED', outcome: 'deferred', reason });
    expect(world.telephony.sent).toEqual([]);
    expect(unsettled(world)).toEqual([]);
  });

  it('is asked once for two alerts within five minutes', async () => {
    const world = alertWorld();
    world.post(sensorAlert());
    await world.run();

    world.advance(4 * MINUTE);
    world.post(second(world));
    await world.run();

    expect(world.crm.reads.get('customer-1')).toBe(1);
    expect(await world.story('alert-2')).toMatchObject({ outcome: 'placed' });
  });

  it.each(['unavailable', 'unreadable'] as const)(
    'being %s while the cache is old lets the alert wait: consent is not known',
    async (fault) => {
      const world = alertWorld();
      world.post(sensorAlert());
      await world.run();
      world.advance(6 * MINUTE);
      world.crm.fail('readCustomer', fault);
      world.post(second(world));

      await world.run();

      expect(await world.story('alert-2')).toMatchObject({
        state: 'OPEN',
        waitingFor: 'do_not_disturb_unknown',
      });
      expect(world.telephony.sent).toHaveLength(1);
      world.crm.fail('readCustomer', undefined);
      await world.pass(10);
      expect(await world.story('alert-2')).toMatchObject({ outcome: 'placed' });
      expect(violations(world)).toEqual([]);
    },
  );
});

describe('the route', () => {
  it.each([
    ['standard', 'field-service', []],
    ['enterprise', 'enterprise-service', ['senior']],
    ['Enterprise', 'tier-review', []],
    ['platinum', 'tier-review', []],
    ['', 'tier-review', []],
    ['constructor', 'tier-review', []],
  ])('of tier "%s" leads to %s', async (accountTier, routingQueue, skillIds) => {
    const world = alertWorld({ customers: [customer({ accountTier })] });
    world.post(sensorAlert());

    await world.run();

    expect(world.telephony.sent[0]?.request).toMatchObject({ routingQueue, skillIds });
  });

  it('of a customer without a tier leads to review, and the story says why', async () => {
    const { accountTier: _, ...untiered } = customer();
    const world = alertWorld({ customers: [untiered] });
    world.post(sensorAlert());

    await world.run();

    const { transitions = [] } = await world.story('alert-1');
    expect(transitions.map(({ reason }) => reason)).toContain('review_missing_tier tier-review');
  });

  it('keeps the skills of the class and adds those of the tier', async () => {
    const classes = alertClasses({ leak: alertClass({ skillIds: ['plumbing'], priority: 40 }) });
    const world = alertWorld({ customers: [customer({ accountTier: 'enterprise' })], rules: { classes } });
    world.post(sensorAlert({ alertType: 'leak' }));

    await world.run();

    expect(world.telephony.sent[0]?.request).toMatchObject({
      skillIds: ['plumbing', 'senior'],
      priority: 40,
    });
  });
});

it('a second delivery of an enrichment message makes no second call', async () => {
  const world = alertWorld();
  world.post(sensorAlert());
  const admission = world.queues.take();
  expect(admission?.worker).toBe('admission');
  world.queues.push(admission!);
  world.queues.push({ ...admission!, received: 1 });

  await world.run();
  await world.pass(5);

  expect(world.telephony.sent).toHaveLength(1);
  expect(unsettled(world)).toEqual([]);
});
