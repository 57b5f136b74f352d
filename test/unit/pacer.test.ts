import { describe, expect, it } from '@jest/globals';
import { dynamoPaceBook } from '../../functions/adapters/dynamo-pace.ts';
import type { PaceSettings } from '../../functions/messages/settings.ts';
import type { PaceAsk, Paced } from '../../functions/ports/pace.ts';
import { slotIntervalMs } from '../../functions/runtime/lanes.ts';
import { pacer } from '../../functions/runtime/pacer.ts';
import { at, MINUTE, SECOND, TUESDAY_10 } from '../support/builders.ts';
import { tables } from '../support/dynamo-fixtures.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { fakeSleep } from '../support/fake-sleep.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';
import { paceRules } from '../support/pace-rules.ts';

/** Two functions that share the telephony budget. */
function functionsOn(rules: PaceSettings = paceRules()) {
  const clock = fakeClock(TUESDAY_10);
  const sleep = fakeSleep(clock);
  let writes = 0;
  const table = memoryDynamo({
    tables,
    before: (operation) => {
      if (operation === 'putItem') writes++;
    },
  });
  const one = (seed: string) => {
    const random = fakeRandom(seed);
    return pacer('telephony', rules, { book: dynamoPaceBook(table, 'ledger', random), clock, sleep, random });
  };
  return { clock, writes: () => writes, first: one('first'), second: one('second') };
}

const ask = (fields: Partial<PaceAsk> = {}): PaceAsk => ({
  caller: 'critical',
  kind: 'first',
  mayProbe: false,
  ...fields,
});
const slot = (paced: Paced): Extract<Paced, { kind: 'slot' }> => {
  if (paced.kind === 'slot') return paced;
  throw new Error(`refused: ${paced.reason}`);
};

describe('a batch', () => {
  it('gets its slots in one write, and each request waits for its own', async () => {
    const { first, clock, writes } = functionsOn();
    const left: number[] = [];

    await Promise.all(
      Array.from({ length: 5 }, async () => {
        slot(await first.take(ask(), at(MINUTE)));
        left.push(clock.now().getTime());
      }),
    );

    expect(writes()).toBe(1);
    const interval = slotIntervalMs(paceRules());
    expect(left.slice(1).map((instant, index) => instant - (left[index] ?? 0))).toEqual([
      interval,
      interval,
      interval,
      interval,
    ]);
  });

  it('that finds no slot asks again, until it can wait no longer', async () => {
    const { first } = functionsOn({ ...paceRules(), requestsPerMinute: 6 });
    const patience = at(30 * SECOND);

    const paced = await Promise.all(
      Array.from({ length: 5 }, () => first.take(ask({ caller: 'standard' }), patience)),
    );

    expect(paced.filter(({ kind }) => kind === 'slot')).toHaveLength(3);
    for (const one of paced) {
      if (one.kind === 'slot') expect(one.at.getTime()).toBeLessThanOrEqual(patience.getTime());
      else expect(one).toMatchObject({ reason: 'no_slot' });
    }
  });

  it('is told by the table that it cannot be reached', async () => {
    const random = fakeRandom();
    const clock = fakeClock(TUESDAY_10);
    const book = { change: () => Promise.reject(new Error('gone')) };
    const broken = pacer('telephony', paceRules(), { book, clock, sleep: fakeSleep(clock), random });

    const both = [broken.take(ask(), at(MINUTE)), broken.take(ask(), at(MINUTE))];

    expect(await Promise.allSettled(both)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  });
});

describe('a function that is told to wait', () => {
  it('gives up the slots it holds: one 429 stops the rest of its batch', async () => {
    const { first, clock } = functionsOn();
    const left: Date[] = [];

    await Promise.all(
      Array.from({ length: 4 }, async (_, nth) => {
        slot(await first.take(ask(), at(2 * MINUTE)));
        left.push(clock.now());
        if (nth === 0) await first.hold(at(MINUTE));
      }),
    );

    expect(left.filter((instant) => instant < at(MINUTE))).toHaveLength(1);
    expect(left).toHaveLength(4);
  });
});

describe('what one function learns', () => {
  it('holds the other: a pause', async () => {
    const { first, second } = functionsOn();

    await first.hold(at(40 * SECOND));

    expect(await second.take(ask(), at(20 * SECOND))).toEqual({
      kind: 'refused',
      reason: 'throttled',
      until: at(40 * SECOND),
    });
    expect(slot(await second.take(ask(), at(MINUTE))).at).toEqual(at(40 * SECOND));
  });

  it('stops the other at once: a system that fails', async () => {
    const { first, second, clock } = functionsOn();
    for (let failures = 0; failures < 5; failures++) {
      slot(await first.take(ask(), at(MINUTE)));
      await first.ended('failed');
    }
    const before = clock.now().getTime();

    expect(await second.take(ask(), at(10 * MINUTE))).toMatchObject({
      kind: 'refused',
      reason: 'breaker_open',
    });
    expect(clock.now().getTime() - before).toBeLessThan(SECOND);
  });

  it('lets the other go on: a probe that was answered', async () => {
    const { first, second, clock } = functionsOn();
    for (let failures = 0; failures < 5; failures++) {
      slot(await first.take(ask(), at(MINUTE)));
      await first.ended('failed');
    }
    clock.advance(30 * SECOND);
    slot(await second.take(ask({ caller: 'observation', mayProbe: true }), at(2 * MINUTE)));
    expect(await first.take(ask(), at(2 * MINUTE))).toMatchObject({ reason: 'breaker_open' });

    await second.ended('answered');

    slot(await first.take(ask(), at(2 * MINUTE)));
  });

  it('costs no write as long as requests are answered', async () => {
    const { first, writes } = functionsOn();
    slot(await first.take(ask(), at(MINUTE)));
    const before = writes();

    await first.ended('answered');

    expect(writes()).toBe(before);
  });
});
