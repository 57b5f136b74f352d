import { describe, expect, it } from '@jest/globals';
import { sharedRequest } from '../../functions/dialing/shared-request.ts';
import { TransientError } from '../../functions/errors.ts';
import { at, SECOND, TUESDAY_10 } from '../support/builders.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeContactLists } from '../support/fake-contact-lists.ts';
import { unhurried } from '../support/unhurried.ts';

const LIST = 'list-1';
const contact = (id: string) => ({ id, data: { phone: '+12025550111' } });
const notSent = { name: 'TransientError', reason: 'not_sent' };

/** A request of so many members, whose time is moved by hand. */
function shared(members: number) {
  const clock = fakeClock(TUESDAY_10);
  const lists = fakeContactLists({ [LIST]: ['phone'] });
  const told: string[] = [];
  const timers: { readonly until: Date; readonly ring: () => void }[] = [];
  const pace = {
    ...unhurried(clock).pace,
    hold: async () => void told.push('hold'),
    ended: async (ending: string) => void told.push(ending),
  };
  const sleep = {
    until: (until: Date) =>
      new Promise<void>((resolve) => void timers.push({ until, ring: () => resolve() })),
  };
  const request = sharedRequest(
    { contactListId: LIST, members },
    { contactLists: lists, pace, clock, sleep },
  );
  return { request, lists, told, timers };
}

const yes = () => true;
const no = () => false;

describe('a request that several alerts share', () => {
  it('leaves when its last member has been put in', async () => {
    const { request, lists } = shared(2);

    const first = request.add(contact('a'), yes);
    expect(lists.requests).toEqual([]);
    const second = request.add(contact('b'), yes);

    expect(await Promise.all([first, second])).toEqual(['a', 'b']);
    expect(lists.requests).toEqual([2]);
  });

  it('leaves when the last it waits for has left', async () => {
    const { request, lists } = shared(3);
    const first = request.add(contact('a'), yes);

    request.leave();
    expect(lists.requests).toEqual([]);
    request.leave();

    expect(await first).toBe('a');
  });

  it('never leaves when all have', () => {
    const { request, lists, timers } = shared(2);

    request.leave();
    request.leave();

    expect(lists.requests).toEqual([]);
    expect(timers).toEqual([]);
  });

  it('leaves a second after its first member was put in; who comes later is not sent', async () => {
    const { request, lists, timers } = shared(2);
    const first = request.add(contact('a'), yes);
    expect(timers.map(({ until }) => until)).toEqual([at(SECOND)]);

    timers[0]!.ring();

    expect(await first).toBe('a');
    await expect(request.add(contact('b'), yes)).rejects.toMatchObject(notSent);
    expect(lists.contacts().map(({ id }) => id)).toEqual(['a']);
  });

  it('leaves without those who may not be called any more', async () => {
    const { request, lists } = shared(3);

    const answers = await Promise.allSettled([
      request.add(contact('a'), yes),
      request.add(contact('b'), no),
      request.add(contact('c'), yes),
    ]);

    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(answers[1]).toMatchObject({ reason: notSent });
    expect(lists.requests).toEqual([2]);
  });

  it('does not leave when somebody may not be called any more at the socket', async () => {
    const { request, lists, told } = shared(2);
    let asked = 0;

    const answers = await Promise.allSettled([
      request.add(contact('a'), yes),
      request.add(contact('b'), () => ++asked === 1),
    ]);

    expect(answers).toMatchObject([
      { status: 'rejected', reason: notSent },
      { status: 'rejected', reason: notSent },
    ]);
    expect(lists.contacts()).toEqual([]);
    await request.pace.ended('failed');
    expect(told).toEqual([]);
  });

  it('tells the budget once for all', async () => {
    const { request, lists, told } = shared(2);
    lists.answer({ kind: 'throttled', retryAfterMs: SECOND });
    await Promise.allSettled([request.add(contact('a'), yes), request.add(contact('b'), yes)]);

    for (let member = 0; member < 2; member++) {
      await request.pace.hold(at(SECOND));
      await request.pace.ended('answered');
    }

    expect(told).toEqual(['hold', 'answered']);
  });

  it('fails for each as it failed', async () => {
    const { request, lists } = shared(2);
    lists.answer({ kind: 'unreachable' });

    const answers = await Promise.allSettled([
      request.add(contact('a'), yes),
      request.add(contact('b'), yes),
    ]);

    for (const answer of answers) expect(answer).toMatchObject({ reason: expect.any(TransientError) });
  });
});
