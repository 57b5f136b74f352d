import { describe, expect, it } from '@jest/globals';
import { dynamoPollMark } from '../../functions/adapters/dynamo-poll-mark.ts';
import { TransientError } from '../../functions/errors.ts';
import { observeEnded } from '../../functions/observation/observe-ended.ts';
import { at, HOUR, MINUTE, SECOND, TUESDAY_10 } from '../support/builders.ts';
import { tables } from '../support/dynamo-fixtures.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeSleep } from '../support/fake-sleep.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';

function watch() {
  const clock = fakeClock(TUESDAY_10);
  const asked: Date[] = [];
  const left: string[] = [];
  const ends: { readonly id: string; readonly at: Date }[] = [];
  const failures: Error[] = [];
  let cannotLeave: Error | undefined;
  const ports = {
    ended: {
      async endedSince(since: Date) {
        asked.push(since);
        const failure = failures.shift();
        if (failure) throw failure;
        return ends.filter((end) => end.at >= since).map(({ id }) => id);
      },
    },
    mark: dynamoPollMark(memoryDynamo({ tables }), 'ledger', { name: 'ended', now: () => clock.now() }),
    conversations: {
      async ended(id: string) {
        if (cannotLeave) throw cannotLeave;
        left.push(id);
      },
    },
    clock,
    sleep: fakeSleep(clock),
  };
  return {
    clock,
    asked,
    left,
    ends,
    failures,
    queueFails: (error: Error | undefined): void => {
      cannotLeave = error;
    },
    look: (pollsEnded = true) => observeEnded(ports, { pollsEnded }),
  };
}
const down = new TransientError('cxone_unavailable', 'no answer');

describe('a look for conversations that have ended', () => {
  it('leaves those that ended since the last look, with some time over for what is found late', async () => {
    const { clock, ends, left, asked, look } = watch();
    await look();
    ends.push({ id: '1', at: at(30 * SECOND) });
    clock.advance(MINUTE);

    expect(await look()).toEqual([{ outcome: 'ended', key: '1' }]);
    expect(asked).toEqual([at(-5 * MINUTE), at(-5 * MINUTE)]);
    expect(left).toEqual(['1']);
  });

  it('goes on where it was after an outage, however long the looks failed', async () => {
    const { clock, ends, left, failures, look } = watch();
    await look();
    ends.push({ id: '1', at: at(10 * MINUTE) });
    for (let minute = 0; minute < 60; minute++) {
      clock.advance(MINUTE);
      failures.push(down, down);
      expect(await look()).toEqual([
        { outcome: 'unseen', reason: 'cxone_unavailable', key: 'conversations' },
      ]);
    }

    expect(await look()).toEqual([{ outcome: 'ended', key: '1' }]);
    expect(left).toEqual(['1']);
  });

  it('looks again where completion could not be told', async () => {
    const { clock, ends, left, queueFails, look } = watch();
    await look();
    clock.advance(10 * MINUTE);
    ends.push({ id: '1', at: at(4 * MINUTE) });
    queueFails(new TransientError('sqs_unavailable', 'no answer'));
    await expect(look()).rejects.toMatchObject({ reason: 'sqs_unavailable' });

    queueFails(undefined);
    clock.advance(30 * MINUTE);
    await look();

    expect(left).toEqual(['1']);
  });

  it('does not go back further than some hours', async () => {
    const { clock, asked, look } = watch();
    await look();
    clock.advance(48 * HOUR);
    await look();

    expect(asked.at(-1)).toEqual(at(42 * HOUR));
  });

  it('is not made where a bus tells of them', async () => {
    const { asked, look } = watch();

    expect(await look(false)).toEqual([]);
    expect(asked).toEqual([]);
  });
});
