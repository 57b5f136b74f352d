import { describe, expect, it } from '@jest/globals';
import { RejectedError, TransientError, UnknownOutcomeError } from '../../functions/errors.ts';
import { askDesk } from '../../functions/ticketing/ask-desk.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakePace } from '../support/fake-pace.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { fakeSleep } from '../support/fake-sleep.ts';

const START = '2026-11-21T09:00:00.000Z';

/** The surroundings of one asking, and what happened in them. */
function surroundings() {
  const clock = fakeClock(START);
  const pace = fakePace(clock, 'desk');
  const sleep = fakeSleep(clock);
  return { ports: { clock, sleep, pace, random: fakeRandom() }, pace, sleep };
}

const bounds = (remainingMs = 90_000) => ({ attempts: 0, remainingMs: () => remainingMs });
const failing = (error: Error) => {
  let asked = 0;
  return {
    ask: async (): Promise<never> => {
      asked += 1;
      throw error;
    },
    asked: () => asked,
  };
};

describe('asking the desk', () => {
  it('tries again after 1, 2 and 4 seconds, then leaves it to the appointment', async () => {
    const { ports, sleep } = surroundings();
    const { ask, asked } = failing(new TransientError('desk_unavailable', 'no'));

    const ended = await askDesk(ask, bounds(), ports);

    expect(sleep.waits.map((until) => until.getTime() - Date.parse(START))).toEqual([1000, 3000, 7000]);
    expect(asked()).toBe(4);
    expect(ended).toMatchObject({ kind: 'failed', reason: 'desk_unavailable' });
  });

  it('does not try again when there is no time left for it', async () => {
    const { ask, asked } = failing(new TransientError('desk_unavailable', 'no'));

    await askDesk(ask, bounds(20_000), surroundings().ports);

    expect(asked()).toBe(1);
  });

  it('waits for as long as the desk says, and lets nobody else ask meanwhile', async () => {
    const { ports, pace } = surroundings();
    const { ask, asked } = failing(new TransientError('vendor_throttled', 'no', { retryAfterMs: 3_600_000 }));

    const ended = await askDesk(ask, bounds(), ports);

    expect(asked()).toBe(1);
    expect(pace.holds).toEqual([new Date('2026-11-21T10:00:00.000Z')]);
    expect(ended).toMatchObject({ kind: 'failed', until: pace.holds[0] });
  });

  it('never repeats at once what may have been done', async () => {
    const { ask, asked } = failing(new UnknownOutcomeError('desk_no_answer', 'who knows'));

    const ended = await askDesk(ask, bounds(), surroundings().ports);

    expect(asked()).toBe(1);
    expect(ended).toMatchObject({ kind: 'failed', until: new Date('2026-11-21T09:01:30.000Z') });
  });

  it('takes a refusal for good', async () => {
    const { ask, asked } = failing(new RejectedError('integration_failure: x', 'never'));

    expect(await askDesk(ask, bounds(), surroundings().ports)).toEqual({
      kind: 'refused',
      reason: 'integration_failure: x',
    });
    expect(asked()).toBe(1);
  });

  it.each(['desk_no_slot', 'desk_throttled'])(
    'counts no failure when nobody was asked: %s',
    async (reason) => {
      const { ports, pace } = surroundings();
      const { ask, asked } = failing(new TransientError(reason, 'no slot', { retryAfterMs: 20_000 }));

      expect(await askDesk(ask, bounds(), ports)).toEqual({
        kind: 'paced',
        until: new Date('2026-11-21T09:00:20.000Z'),
      });
      expect(asked()).toBe(1);
      expect(pace.holds).toEqual([]);
    },
  );

  it('counts a failure when the breaker is open, and leaves the pause to the breaker', async () => {
    const { ports, pace } = surroundings();
    const { ask } = failing(new TransientError('desk_breaker_open', 'failing', { retryAfterMs: 60_000 }));

    expect(await askDesk(ask, bounds(), ports)).toMatchObject({
      kind: 'failed',
      reason: 'desk_breaker_open',
      until: new Date('2026-11-21T09:01:00.000Z'),
    });
    expect(pace.holds).toEqual([]);
  });

  it('does not swallow what nobody expected', async () => {
    await expect(askDesk(failing(new Error('a defect')).ask, bounds(), surroundings().ports)).rejects.toThrow(
      'a defect',
    );
  });
});
