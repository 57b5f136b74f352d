import { describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND, sensorAlert } from '../support/builders.ts';
import type { CallAnswer } from '../support/fake-telephony.ts';
import { alertWorld } from '../support/world.ts';
import { unsettled, violations } from '../support/world-invariants.ts';

/** An alert whose request was answered so, on a platform where nothing can be looked up, unless `findable`. */
async function answered(answer: CallAnswer, findable = false) {
  const world = alertWorld();
  world.telephony.withoutLookUps(!findable);
  world.telephony.answer(answer);
  world.post(sensorAlert());
  await world.run();
  return world;
}

describe.each([true, false])(
  'a request whose outcome is unknown and cannot be looked up (accepted: %s)',
  (accepted) => {
    const unknown = { kind: 'unknown', accepted } as const;

    it('is never sent again and says that it is uncertain', async () => {
      const world = await answered(unknown);

      expect(await world.story('alert-1')).toMatchObject({
        state: 'UNCERTAIN',
        outcome: 'uncertain',
        final: false,
      });
      await world.pass(300);

      expect(world.telephony.sent).toHaveLength(1);
      expect(unsettled(world)).toEqual([]);
    });

    it('becomes a task that says the customer may have been called', async () => {
      const world = await answered(unknown);

      await world.pass(25);

      expect(await world.story('alert-1')).toMatchObject({
        state: 'CASED',
        outcome: 'uncertain',
        final: true,
      });
      expect(world.crm.tasks()).toMatchObject([{ subject: expect.stringContaining('may have been called') }]);
    });

    it('keeps the window taken: the next alert of the sensor is suppressed', async () => {
      const world = await answered(unknown);
      await world.pass(30);

      world.post(sensorAlert({ idempotencyKey: 'next', timestamp: world.clock.now().toISOString() }));
      await world.run();

      expect(await world.story('next')).toMatchObject({ outcome: 'suppressed', suppressedBy: 'alert-1' });
    });

    it('is still uncertain within the time to settle, and a case after it', async () => {
      const world = await answered(unknown);

      await world.pass(20);
      expect(await world.story('alert-1')).toMatchObject({ state: 'UNCERTAIN' });

      await world.pass(2);
      expect(await world.story('alert-1')).toMatchObject({ state: 'CASED' });
    });
  },
);

describe('a worker that is gone between grant and answer', () => {
  it('leaves a grant that expires into uncertainty, never back to open', async () => {
    const world = await answered({ kind: 'hang', accepted: true });
    expect(await world.story('alert-1')).toMatchObject({ state: 'PLACING', outcome: null });

    await world.pass(10);
    expect(await world.story('alert-1')).toMatchObject({ state: 'UNCERTAIN', outcome: 'uncertain' });

    await world.pass(25);
    expect(await world.story('alert-1')).toMatchObject({ state: 'CASED', outcome: 'uncertain' });
    expect(world.telephony.sent).toHaveLength(1);
    expect(unsettled(world)).toEqual([]);
  });

  it('is found expired by a second delivery too', async () => {
    const world = await answered({ kind: 'hang', accepted: true });

    world.advance(4 * MINUTE);
    await world.run();

    expect(await world.story('alert-1')).toMatchObject({ state: 'UNCERTAIN' });
    expect(violations(world)).toEqual([]);
  });

  it('is left alone before the grant has expired, whoever looks', async () => {
    const world = await answered({ kind: 'hang', accepted: true });
    const placing = await world.shown.read('alert-1');
    await world.shown.wait(placing!, world.clock.now(), 'looked at too early');

    world.advance(17 * SECOND);
    await world.sweep();

    expect(await world.story('alert-1')).toMatchObject({ state: 'PLACING' });
    await world.pass(2);
    expect(await world.story('alert-1')).toMatchObject({ state: 'UNCERTAIN' });
  });
});

describe('an answer that comes late', () => {
  const late = async (afterMinutes: number, answer: 'accepted' | 'throttled' | 'refused') => {
    const world = await answered({ kind: 'hang', accepted: answer === 'accepted' });
    await world.pass(afterMinutes);
    world.telephony.hanging[0]?.finish(answer);
    await world.afterwards();
    await world.pass(60);
    return world;
  };

  it('accepted while uncertain: the alert is placed', async () => {
    const world = await late(10, 'accepted');

    expect(await world.story('alert-1')).toMatchObject({
      state: 'PLACED',
      outcome: 'placed',
      conversationId: 'call-1',
    });
    expect(unsettled(world)).toEqual([]);
  });

  it('accepted after it was given up: the case stays and keeps the evidence', async () => {
    const world = await late(40, 'accepted');

    expect(await world.story('alert-1')).toMatchObject({
      state: 'CASED',
      outcome: 'uncertain',
      final: true,
      conversationId: 'call-1',
    });
    expect(unsettled(world)).toEqual([]);
  });

  it.each(['throttled', 'refused'] as const)(
    '%s after the grant expired: it stays uncertain',
    async (answer) => {
      const world = await late(10, answer);

      expect(await world.story('alert-1')).toMatchObject({ state: 'CASED', outcome: 'uncertain' });
      expect(world.telephony.sent).toHaveLength(1);
      expect(unsettled(world)).toEqual([]);
    },
  );
});
