import { describe, expect, it } from '@jest/globals';
import { tellPace } from '../../functions/alert/tell-pace.ts';
import { RejectedError, TransientError, UnknownOutcomeError } from '../../functions/errors.ts';
import { at, SECOND, TUESDAY_10 } from '../support/builders.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakePace } from '../support/fake-pace.ts';

async function told(call: Promise<string>, left = true) {
  const clock = fakeClock(TUESDAY_10);
  const pace = fakePace(clock);
  await tellPace(call, () => left, { pace, clock });
  return { endings: pace.endings, holds: pace.holds };
}
const throttled = (retryAfterMs?: number) =>
  Promise.reject(new TransientError('genesys_throttled', 'answered 429', { retryAfterMs }));

describe('what the budget is told of a call', () => {
  it.each([
    ['accepted', () => Promise.resolve('call-1'), 'answered'],
    ['refused for good', () => Promise.reject(new RejectedError('rejected_by_platform', 'no')), 'answered'],
    [
      'refused for its token',
      () => Promise.reject(new TransientError('genesys_unauthorized', '401')),
      'answered',
    ],
    ['throttled', () => throttled(), 'answered'],
    ['without a connection', () => Promise.reject(new TransientError('not_sent', 'no connection')), 'failed'],
    ['without a readable answer', () => Promise.reject(new UnknownOutcomeError('no_answer', 'no')), 'failed'],
  ])('%s', async (_, call, ending) => {
    expect((await told(call())).endings).toEqual([ending]);
  });

  it.each([
    ['as long as it says', 7000, 7],
    ['for half a minute when it does not say', undefined, 30],
  ])('a 429 pauses everybody %s', async (_, retryAfterMs, seconds) => {
    expect((await told(throttled(retryAfterMs))).holds).toEqual([at(seconds * SECOND)]);
  });

  it('nothing when the request never came to the socket', async () => {
    const stopped = Promise.reject(new TransientError('not_sent', 'no longer allowed to send'));

    expect(await told(stopped, false)).toEqual({ endings: [], holds: [] });
  });

  it('as well as it can be told: a budget that fails changes nothing', async () => {
    const clock = fakeClock(TUESDAY_10);
    const pace = fakePace(clock);
    pace.breakDown();

    await expect(tellPace(throttled(), () => true, { pace, clock })).resolves.toBeUndefined();
  });
});
