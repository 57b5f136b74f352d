import { describe, expect, it } from '@jest/globals';
import { dynamoPaceBook } from '../../functions/adapters/dynamo-pace.ts';
import type { PaceBook, PaceState } from '../../functions/ports/pace-book.ts';
import { slotIntervalMs } from '../../functions/runtime/lanes.ts';
import { bookSlots, holdSlots, slotEnded } from '../../functions/runtime/pacing.ts';
import { at } from '../support/builders.ts';
import { type FaultPlan, faulty, TABLE_WORDS } from '../support/fake-faults.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { paceRules, slotAsk, slotsOf } from '../support/pace-rules.ts';
import { ENGINES, onEngine, TABLE } from './ledger-engines.ts';

const rules = paceRules();
const INTERVAL = slotIntervalMs(rules);
const NOW = at().getTime();
const gone = (): Promise<never> => Promise.reject(new Error('nobody is gone here'));

let minted = 0;

describe.each(ENGINES)('the budgets on %s', (name) => {
  const engine = onEngine(name);
  const book = (faults: FaultPlan = () => undefined): PaceBook =>
    dynamoPaceBook(faulty(engine.table(), TABLE_WORDS, faults, gone), TABLE, fakeRandom(`pace ${minted++}`));

  const take = (from: PaceBook, count: number, now = NOW) =>
    from.change('telephony', (state) =>
      bookSlots(
        state,
        Array.from({ length: count }, () => slotAsk({ caller: 'critical', latest: now + 60_000 })),
        { rules, now },
      ),
    );
  const seen = (): Promise<PaceState | undefined> =>
    book().change('telephony', (state) => ({ answer: state }));

  async function emptied(): Promise<void> {
    await engine.table().putItem({
      TableName: TABLE,
      Item: {
        pk: { S: 'RATE#telephony' },
        ver: { N: '1' },
        tok: { S: '' },
        state: { S: JSON.stringify(EMPTY) },
      },
    });
  }

  it('begin with nothing', async () => {
    expect(await book().change('crm', (state) => ({ answer: state }))).toBeUndefined();
  });

  it('remember what a decision made of them, exactly', async () => {
    await emptied();
    const { state } = bookSlots(
      EMPTY,
      [slotAsk({ limit: { name: 'field-service', perMinute: 120 }, latest: NOW + 60_000 })],
      { rules, now: NOW },
    );

    await book().change('telephony', () => ({ state: state ?? EMPTY, answer: undefined }));

    expect(await seen()).toEqual(state);
  });

  it.each(['open', 'probing'] as const)('remember a breaker that is %s', async (kind) => {
    const state: PaceState = { ...EMPTY, breaker: { kind, until: NOW, opened: 2 } };

    await book().change('telephony', () => ({ state, answer: undefined }));

    expect(await seen()).toEqual(state);
  });

  it('of two destinations are apart', async () => {
    await emptied();
    await book().change('crm', (state) => holdSlots(state, NOW + 60_000, { rules: {}, now: NOW }));

    expect((await seen())?.notBefore).toBe(0);
  });

  it('asked for by many at once give every slot once', async () => {
    await emptied();

    const batches = await Promise.all(Array.from({ length: 8 }, () => take(book(), 3)));

    const slots = batches.flatMap(slotsOf).toSorted((a, b) => a - b);
    expect(slots).toHaveLength(24);
    slots.slice(1).forEach((slot, index) => {
      expect(slot - (slots[index] ?? 0)).toBeGreaterThanOrEqual(INTERVAL);
    });
  });

  it('whose write was applied with the reply lost and sent again give the slots of that write', async () => {
    await emptied();

    const slots = slotsOf(
      await take(
        book((effect) => (effect === 'putItem' ? 'sent_twice' : undefined)),
        2,
      ),
    );

    expect(slots).toEqual([NOW, NOW + INTERVAL]);
    expect((await seen())?.nextFree).toBe(NOW + 2 * INTERVAL);
  });

  it('whose reply was lost for good waste its slots and never give them again', async () => {
    await emptied();
    const lost = take(
      book((effect) => (effect === 'putItem' ? 'reply_lost' : undefined)),
      2,
    );
    await expect(lost).rejects.toMatchObject({ name: 'TransientError', reason: 'ledger_unavailable' });

    expect(slotsOf(await take(book(), 1))).toEqual([NOW + 2 * INTERVAL]);
  });

  it.each(['getItem', 'putItem'])('that cannot be reached (%s) say so and change nothing', async (method) => {
    await emptied();
    const failing = take(
      book((effect) => (effect === method ? 'not_applied' : undefined)),
      1,
    );

    await expect(failing).rejects.toMatchObject({ name: 'TransientError', reason: 'ledger_unavailable' });
    expect((await seen())?.nextFree).toBe(0);
  });

  it('are not written by a decision that changes nothing', async () => {
    await emptied();
    let writes = 0;
    const counted = book((effect) => {
      if (effect === 'putItem') writes++;
      return undefined;
    });

    await counted.change('telephony', (state) =>
      slotEnded(state, { probe: false, failed: false, fraction: 0 }, NOW),
    );

    expect(writes).toBe(0);
  });

  it('keep a pause that another set while slots were being booked', async () => {
    await emptied();
    let disturbed = false;
    const disturbing = dynamoPaceBook(
      {
        ...engine.table(),
        putItem: async (input) => {
          if (!disturbed) {
            disturbed = true;
            await book().change('telephony', (state) =>
              holdSlots(state, NOW + 30_000, { rules: {}, now: NOW }),
            );
          }
          return engine.table().putItem(input);
        },
      },
      TABLE,
      fakeRandom('disturbed'),
    );

    expect(slotsOf(await take(disturbing, 1))).toEqual([NOW + 30_000]);
  });
});

const EMPTY: PaceState = {
  nextFree: 0,
  critical: 0,
  rest: 0,
  shares: {},
  limits: {},
  notBefore: 0,
  retries: { tenths: 10, since: NOW },
  breaker: { kind: 'closed', since: 0, sent: 0, failed: 0 },
};
