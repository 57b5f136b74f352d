import { describe, expect, it } from '@jest/globals';
import { sweepRinging } from '../../functions/recovery/sweep-ringing.ts';
import { alertClass, at, customer, MINUTE, SECOND, sensorAlert, windowPolicy } from '../support/builders.ts';
import { fate, suppress, waitingCall } from '../support/waiting-calls.ts';
import { type AlertWorld, alertWorld } from '../support/world.ts';
import { unsettled } from '../support/world-invariants.ts';

describe('a number that is suppressed while its call waits', () => {
  it.each<[string, string, object]>([
    ['the number', 'all', { phoneE164: customer().phoneNumber }],
    ['the customer', 'all', { customerId: 'customer-1' }],
    ['calls for this purpose', 'purpose:informational', { customerId: 'customer-1' }],
    ['calls about this', 'alertType:temp_critical', { phoneE164: customer().phoneNumber }],
  ])('is not rung: %s', async (_, scope, who) => {
    const world = await waitingCall();

    await suppress(world, scope, who);
    await world.ports.ledger.askForRingSweep(world.clock.now());
    await world.pass(1);

    expect(fate(world)?.withdrawnAt).toEqual(at(MINUTE));
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'deferred', reason: 'withdrawn' });
    expect(world.crm.tasks()[0]?.description).toContain('suppressed');
    expect(unsettled(world)).toEqual([]);
  });

  it.each(['purpose:marketing', 'alertType:door_open'])(
    'is rung all the same about something else: %s',
    async (scope) => {
      const world = await waitingCall();

      await suppress(world, scope);
      await world.ports.ledger.askForRingSweep(world.clock.now());
      await world.pass(5);

      expect(fate(world)?.withdrawnAt).toBeUndefined();
    },
  );

  it('is not rung though nothing limits when it may ring', async () => {
    const world = await waitingCall({
      rules: { policy: windowPolicy({ opensAt: '00:00', closesAt: '24:00' }) },
    });

    await suppress(world);
    await world.ports.ledger.askForRingSweep(world.clock.now());
    await world.pass(1);

    expect(fate(world)?.withdrawnAt).toBeDefined();
  });

  it('is found at the next look even when nobody asked for a sweep', async () => {
    const world = await waitingCall();

    await suppress(world);
    await world.pass(17);

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'deferred', reason: 'withdrawn' });
  });

  it('is not rung by a call that was allowed before and came to light after the first pass', async () => {
    const world = alertWorld();
    world.telephony.agentsAnswerAfter(undefined);
    await suppressWhilePlacing(world);

    await world.pass(4);

    expect(fate(world)?.withdrawnAt).toBeDefined();
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'deferred', reason: 'withdrawn' });
  });

  it('is not rung by a call that was found on the platform later still', async () => {
    const world = alertWorld();
    world.telephony.agentsAnswerAfter(undefined);
    world.telephony.searchLag(15 * MINUTE);
    world.telephony.answer({ kind: 'unknown', accepted: true });
    world.post(sensorAlert());
    await world.run();
    await suppress(world);
    await world.ports.ledger.askForRingSweep(world.clock.now());

    await world.pass(20);

    expect(fate(world)?.withdrawnAt).toBeDefined();
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'deferred', reason: 'withdrawn' });
  });

  it('leaves the calls of others alone, and the wish ends by itself', async () => {
    const others = Array.from({ length: 5 }, (_, index) =>
      customer({ customerId: `other-${index}`, phoneNumber: `+1202555012${index}` }),
    );
    const world = alertWorld({ customers: [customer(), ...others] });
    world.telephony.agentsAnswerAfter(undefined);
    world.post(sensorAlert());
    for (const { customerId } of others)
      world.post(sensorAlert({ idempotencyKey: customerId, sensorId: customerId, customerId }));
    await world.run();
    await suppress(world);
    await world.ports.ledger.askForRingSweep(world.clock.now());

    await world.pass(5);

    expect(world.telephony.calls().filter(({ withdrawnAt }) => withdrawnAt)).toHaveLength(1);
    expect(await world.shown.readRingNotice()).toBeUndefined();
  });

  it('keeps the wish while a call cannot be judged', async () => {
    let isBroken = false;
    const world = await waitingCall({
      table: {
        before: (_, input) => {
          if (isBroken && JSON.stringify(input).includes('SUPPRESS#')) throw new Error('connection lost');
        },
      },
    });
    await suppress(world);
    await world.ports.ledger.askForRingSweep(world.clock.now());

    isBroken = true;
    await world.pass(5);
    expect(fate(world)?.withdrawnAt).toBeUndefined();
    expect(await world.shown.readRingNotice()).toBeDefined();

    isBroken = false;
    await world.pass(2);
    expect(fate(world)?.withdrawnAt).toBeDefined();
  });
});

describe('consent that is taken back while a call waits', () => {
  const policy = { ...windowPolicy(), requireConsent: true };
  const word = (level: 'express' | 'revoked', since: Date, scope = 'all') => ({
    customerId: 'customer-1',
    scope,
    source: 'web-form',
    at: since,
    level,
    until: null,
  });
  const given = word('express', at(-2 * MINUTE));

  /** A call that waits, placed with these words about consent, under a policy that asks for consent or does not. */
  async function waitingWith(words: readonly ReturnType<typeof word>[], needsConsent: boolean) {
    const world = alertWorld(needsConsent ? { rules: { policy } } : {});
    for (const said of words) await world.ports.suppressions.recordConsent(said);
    world.telephony.agentsAnswerAfter(undefined);
    world.post(sensorAlert());
    await world.run();
    return world;
  }

  async function afterwards(world: AlertWorld, ...words: readonly ReturnType<typeof word>[]) {
    for (const said of words) await world.ports.suppressions.recordConsent(said);
    await world.ports.ledger.askForRingSweep(world.clock.now());
    await world.pass(1);
    return fate(world)?.withdrawnAt;
  }

  it('takes the call back, and a person is told', async () => {
    const world = await waitingWith([given], true);

    expect(await afterwards(world, word('revoked', at(SECOND)))).toEqual(at(MINUTE));

    expect(await world.story('alert-1')).toMatchObject({ outcome: 'deferred', reason: 'withdrawn' });
    expect(world.crm.tasks()[0]?.description).toContain('consent_revoked');
  });

  it('takes it back though the word is older than the verdict, which did not know it yet', async () => {
    const world = await waitingWith([given], true);

    expect(await afterwards(world, word('revoked', at(-MINUTE)))).toBeDefined();
  });

  it.each([
    ['the call needed no consent and was allowed in spite of the word', [word('revoked', at(-MINUTE))], []],
    ['it is given again', [given], [word('revoked', at(SECOND)), word('express', at(2 * SECOND))]],
    ['it was about something else', [given], [word('revoked', at(SECOND), 'purpose:marketing')]],
  ])('lets it ring when %s', async (_, before, after) => {
    const world = await waitingWith(before, before.includes(given));

    expect(await afterwards(world, ...after)).toBeUndefined();
  });
});

describe('many waiting calls', () => {
  const crowd = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      customer({
        customerId: `c-${index}`,
        phoneNumber: `+1${[202, 212][index % 2]}5550${100 + Math.floor(index / 2)}`,
      }),
    );

  /** A world in which everybody has a waiting call, and the last of them have been suppressed since. */
  async function waitingCrowd(count: number, suppressed = count) {
    const people = crowd(count);
    const world = alertWorld({ customers: people, rules: { classes: { default: alertClass() } } });
    world.telephony.agentsAnswerAfter(undefined);
    for (const { customerId } of people)
      world.post(sensorAlert({ idempotencyKey: customerId, sensorId: customerId, customerId }));
    await world.run();
    await world.settle(10 * MINUTE);
    expect(world.telephony.calls()).toHaveLength(count);
    for (const { customerId } of people.slice(-suppressed)) await suppress(world, 'all', { customerId });
    await world.ports.ledger.askForRingSweep(world.clock.now());
    return world;
  }
  const takenBack = (world: AlertWorld) =>
    world.telephony.calls().filter(({ withdrawnAt }) => withdrawnAt).length;

  it('are gone through page by page', async () => {
    const world = await waitingCrowd(120);

    await world.pass(5);

    expect(takenBack(world)).toBe(120);
    expect(await world.shown.readRingNotice()).toBeUndefined();
  });

  it.each([
    ['all of whom want no calls any more', 120, 120],
    ['of whom the last does not want to be called any more', 120, 1],
  ])(
    'of people %s are gone through in more sweeps than one when the time is short',
    async (_, count, suppressed) => {
      const world = await waitingCrowd(count, suppressed);
      for (let sweeps = 0; sweeps < 30; sweeps++) {
        world.advance(10 * SECOND);
        let questions = 30;
        const before = takenBack(world);
        await sweepRinging(() => (questions-- > 0 ? MINUTE : 0), world.ports, world.rules);
        expect(takenBack(world) - before).toBeLessThanOrEqual(30);
      }

      expect(takenBack(world)).toBe(suppressed);
      expect(await world.shown.readRingNotice()).toBeUndefined();
    },
  );
});

/** The number is suppressed after the last question, while the request is on its way; the first pass sees no call. */
async function suppressWhilePlacing(world: AlertWorld): Promise<void> {
  world.telephony.answer({ kind: 'hang', accepted: true });
  world.post(sensorAlert());
  await world.run();
  await suppress(world);
  await world.ports.ledger.askForRingSweep(world.clock.now());
  await world.sweep();
  world.advance(10 * SECOND);
  world.telephony.hanging[0]?.finish('accepted');
  await world.afterwards();
}
