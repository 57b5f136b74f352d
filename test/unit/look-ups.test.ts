import { describe, expect, it } from '@jest/globals';
import { customer, HOUR, MINUTE, sensorAlert } from '../support/builders.ts';
import type { AlertWorld } from '../support/world.ts';
import { alertWorld } from '../support/world.ts';
import { unsettled } from '../support/world-invariants.ts';
import type { WorldOverrides } from '../support/world-parts.ts';

/** An alert whose request was accepted, its answer lost. */
async function accepted(
  overrides: WorldOverrides = {},
  before: (world: AlertWorld) => void = () => undefined,
) {
  const world = alertWorld(overrides);
  before(world);
  world.telephony.answer({ kind: 'unknown', accepted: true });
  world.post(sensorAlert());
  await world.run();
  return world;
}

const notes = (world: AlertWorld) => world.crm.notes().map(({ text }) => text);

describe('an unknown outcome', () => {
  it('is placed when the call is found by its attempt', async () => {
    const world = await accepted();

    await world.pass(3);

    expect(await world.story('alert-1')).toMatchObject({
      state: 'PLACED',
      outcome: 'placed',
      reason: 'found on the platform',
      conversationId: 'call-1',
    });
    expect(world.telephony.sent).toHaveLength(1);
    expect(unsettled(world)).toEqual([]);
  });

  it('stays unknown until the search knows the call: absence is no proof', async () => {
    const world = await accepted({}, ({ telephony }) => telephony.searchLag(11 * MINUTE));

    await world.pass(10);
    expect(await world.story('alert-1')).toMatchObject({ state: 'UNCERTAIN' });

    await world.pass(3);
    expect(await world.story('alert-1')).toMatchObject({ state: 'PLACED' });
  });

  it.each<[string, (world: AlertWorld) => void]>([
    ['nothing can be looked up', ({ telephony }) => telephony.withoutLookUps(true)],
    ['the search is later than our patience', ({ telephony }) => telephony.searchLag(HOUR)],
  ])('becomes a case when %s, and not before its time', async (_, before) => {
    const world = await accepted({}, before);

    await world.pass(20);
    expect(await world.story('alert-1')).toMatchObject({ state: 'UNCERTAIN' });

    await world.pass(3);
    expect(await world.story('alert-1')).toMatchObject({ state: 'CASED', outcome: 'uncertain' });
    expect(unsettled(world)).toEqual([]);
  });

  it('is looked for once more before it is given up, however long recovery was away', async () => {
    const world = await accepted();

    world.advance(2 * HOUR);
    await world.sweep();

    expect(await world.story('alert-1')).toMatchObject({ state: 'PLACED' });
  });

  it('becomes a case when the customer has another number now', async () => {
    const world = await accepted();
    world.crm.put(customer({ phoneNumber: '+12025550199' }));
    await world.ports.contacts.keep({
      customer: customer({ phoneNumber: '+12025550199' }),
      fetchedAt: new Date(world.clock.now().getTime() + 1),
    });

    await world.pass(25);

    expect(await world.story('alert-1')).toMatchObject({ state: 'CASED', outcome: 'uncertain' });
  });

  it('found by several sweeps at once is placed once', async () => {
    const world = await accepted();
    world.advance(3 * MINUTE);

    await Promise.all([world.sweepOnly(), world.sweepOnly(), world.sweepOnly()]);

    const placed = world.outcomes.filter(
      ({ worker, outcome }) => worker === 'recovery' && outcome === 'placed',
    );
    expect(placed).toHaveLength(1);
    expect(unsettled(world)).toEqual([]);
  });
});

describe('a case whose call comes to light', () => {
  /** A case "may have been called" whose worker still waits for its answer. */
  async function caseWithWorker(before: (world: AlertWorld) => void = () => undefined) {
    const world = alertWorld();
    world.telephony.withoutLookUps(true);
    world.telephony.agentsAnswerAfter(undefined);
    world.telephony.answer({ kind: 'hang', accepted: true });
    world.post(sensorAlert());
    await world.run();
    before(world);
    await world.pass(40);
    return world;
  }
  const answer = async (world: AlertWorld) => {
    world.telephony.hanging[0]?.finish('accepted');
    await world.afterwards();
  };

  it('tells its task, once, however often it is asked to', async () => {
    const world = await caseWithWorker();

    await answer(world);
    await world.ports.outbox.followUp({ key: 'alert-1' });
    await world.ports.outbox.followUp({ key: 'alert-1' });
    await world.pass(5);

    expect(await world.story('alert-1')).toMatchObject({ state: 'CASED', conversationId: 'call-1' });
    expect(notes(world)).toEqual([expect.stringContaining('had accepted the call after all')]);
    expect(unsettled(world)).toEqual([]);
  });

  it('tells its task also when the message that says so is lost', async () => {
    const world = await caseWithWorker();

    await answer(world);
    world.queues.lose('followUp');
    await world.pass(3);

    expect(notes(world)).toHaveLength(1);
  });

  it('tells its task before the case is closed when the CRM was away all the time', async () => {
    const world = await caseWithWorker(({ crm }) => void crm.fail('openFollowUp', 'unavailable'));
    expect(await world.story('alert-1')).toMatchObject({ state: 'CASE_PENDING' });

    await answer(world);
    world.crm.fail('openFollowUp', undefined);
    await world.pass(20);

    expect(await world.story('alert-1')).toMatchObject({ state: 'CASED' });
    expect(world.crm.tasks()).toHaveLength(1);
    expect(notes(world)).toHaveLength(1);
    expect(unsettled(world)).toEqual([]);
  });

  it('tells again until the CRM takes the note', async () => {
    const world = await caseWithWorker(({ crm }) => void crm.fail('addNote', 'unavailable'));

    await answer(world);
    await world.pass(5);
    expect(notes(world)).toEqual([]);

    world.crm.fail('addNote', undefined);
    await world.pass(3);
    expect(notes(world)).toHaveLength(1);
  });

  it('whose note the CRM refuses for good is not told for ever', async () => {
    const world = await caseWithWorker(({ crm }) => void crm.fail('addNote', 'refused'));

    await answer(world);
    await world.pass(30);

    const refusals = world.outcomes.filter(({ outcome }) => outcome === 'note_refused');
    expect(refusals).toHaveLength(1);
    expect(await world.story('alert-1')).toMatchObject({ state: 'CASED' });
  });

  it('is taken back when it must not ring any more, and the task is told that too', async () => {
    const world = await caseWithWorker();
    await answer(world);
    world.telephony.withoutLookUps(false);

    await world.settle(11 * HOUR);

    expect(world.telephony.calls()[0]?.withdrawnAt).toBeDefined();
    expect(notes(world)).toEqual([
      expect.stringContaining('waits for an agent'),
      expect.stringContaining('taken back'),
    ]);
    expect(await world.story('alert-1')).toMatchObject({
      state: 'CASED',
      outcome: 'uncertain',
      ring: 'withdrawn',
    });
    expect(unsettled(world)).toEqual([]);
  });

  it('that nobody ever confirmed is looked for once more when it must have rung', async () => {
    const world = await accepted({}, ({ telephony }) => {
      telephony.searchLag(HOUR);
      telephony.agentsAnswerAfter(undefined);
    });
    await world.pass(25);
    expect(await world.story('alert-1')).toMatchObject({ state: 'CASED', outcome: 'uncertain' });

    await world.settle(11 * HOUR);

    expect(world.telephony.calls()[0]?.withdrawnAt).toBeDefined();
    expect(notes(world)).toEqual([expect.stringContaining('taken back')]);
    expect(world.alerts()[0]?.ringLookAt).toBeUndefined();
  });

  it('that can never be found is looked for until ringing is unlawful, and then no more', async () => {
    const world = await accepted({}, ({ telephony }) => telephony.searchLag(1000 * HOUR));

    await world.settle(12 * HOUR);

    expect(await world.story('alert-1')).toMatchObject({ state: 'CASED', outcome: 'uncertain', ring: null });
    expect(world.alerts()[0]?.ringLookAt).toBeUndefined();
  });
});
