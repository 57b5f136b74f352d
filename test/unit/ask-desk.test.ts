import { describe, expect, it } from '@jest/globals';
import { RejectedError, TransientError, UnknownOutcomeError } from '../../functions/errors.ts';
import { askDesk } from '../../functions/ticketing/ask-desk.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeRandom } from '../support/fake-random.ts';

const START = '2026-11-21T09:00:00.000Z';

/** The surroundings of one asking, and what happened in them. */
function surroundings(reserve: (now: Date) => Date = (now) => now) {
  const clock = fakeClock(START);
  const pauses: number[] = [];
  const held: Date[] = [];
  const ports = {
    clock,
    random: fakeRandom(),
    pause: async (ms: number) => {
      pauses.push(ms);
      clock.advance(ms);
    },
    pace: {
      reserve: async (_requests: number, now: Date) => reserve(now),
      hold: async (until: Date) => void held.push(until),
    },
  };
  return { ports, pauses, held, clock };
}

const bounds = (remainingMs = 90_000) => ({ requests: 3, attempts: 0, remainingMs: () => remainingMs });
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
    const { ports, pauses } = surroundings();
    const { ask, asked } = failing(new TransientError('desk_unavailable', 'no'));

    const ended = await askDesk(ask, bounds(), ports);

    expect(pauses).toEqual([1000, 2000, 4000]);
    expect(asked()).toBe(4);
    expect(ended).toMatchObject({ kind: 'failed', reason: 'desk_unavailable' });
  });

  it('does not try again when there is no time left for it', async () => {
    const { ask, asked } = failing(new TransientError('desk_unavailable', 'no'));

    await askDesk(ask, bounds(20_000), surroundings().ports);

    expect(asked()).toBe(1);
  });

  it('waits for as long as the desk says, and lets nobody else ask meanwhile', async () => {
    const { ports, held } = surroundings();
    const { ask, asked } = failing(new TransientError('desk_throttled', 'no', { retryAfterMs: 3_600_000 }));

    const ended = await askDesk(ask, bounds(), ports);

    expect(asked()).toBe(1);
    expect(held).toEqual([new Date('2026-11-21T10:00:00.000Z')]);
    expect(ended).toMatchObject({ kind: 'failed', until: held[0] });
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

  it('waits for a turn that comes soon, and gives back one that does not', async () => {
    const soon = surroundings((now) => new Date(now.getTime() + 2000));
    const late = surroundings((now) => new Date(now.getTime() + 20_000));

    expect(await askDesk(async () => 'done', bounds(), soon.ports)).toEqual({
      kind: 'answered',
      answer: 'done',
    });
    expect(soon.pauses).toEqual([2000]);
    expect(await askDesk(async () => 'done', bounds(), late.ports)).toEqual({
      kind: 'paced',
      until: new Date('2026-11-21T09:00:20.000Z'),
    });
  });

  it('does not swallow what nobody expected', async () => {
    await expect(askDesk(failing(new Error('a defect')).ask, bounds(), surroundings().ports)).rejects.toThrow(
      'a defect',
    );
  });
});
