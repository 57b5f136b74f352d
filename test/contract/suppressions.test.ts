import { describe, expect, it } from '@jest/globals';
import { dynamoSuppressions } from '../../functions/adapters/dynamo-suppressions.ts';
import type { Said, Subject } from '../../functions/ports/suppressions.ts';
import { at, HOUR, MINUTE } from '../support/builders.ts';
import { tables } from '../support/dynamo-fixtures.ts';
import { fakeSuppressions } from '../support/fake-suppressions.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';
import { ENGINES, onEngine, TABLE } from './ledger-engines.ts';

const DAY = 24 * HOUR;
let minted = 100;

/** A number and a customer nobody else has. */
const someone = (): Required<Subject> => {
  minted += 1;
  return { phoneE164: `+120255501${String(minted).slice(-2)}${minted}`, customerId: `customer-${minted}` };
};
const said = (subject: Subject, fields: Partial<Said> = {}): Said => ({
  ...subject,
  scope: 'all',
  source: 'agent',
  at: at(),
  ...fields,
});
const NOTHING = { suppressions: [], consents: [] };

describe.each([...ENGINES, 'fake'] as const)('the list of whom not to call on %s', (name) => {
  const engine = name === 'fake' ? undefined : onEngine(name);
  const fake = fakeSuppressions();
  const list = () => (engine ? dynamoSuppressions(engine.table(), TABLE) : fake);

  it('is empty for somebody who never said anything', async () => {
    expect(await list().read(someone(), at())).toEqual(NOTHING);
  });

  it.each(['phoneE164', 'customerId'] as const)('holds an opt-out by %s for both together', async (by) => {
    const person = someone();

    await list().suppress({ ...said({ [by]: person[by] }), until: null });

    expect(await list().read(person, at())).toEqual({
      suppressions: [{ scope: 'all', at: at(), until: null }],
      consents: [],
    });
  });

  it('holds an opt-out by both for either alone', async () => {
    const person = someone();

    await list().suppress({ ...said(person), until: null });

    expect((await list().read({ phoneE164: person.phoneE164 }, at())).suppressions).toHaveLength(1);
    expect((await list().read({ customerId: person.customerId }, at())).suppressions).toHaveLength(1);
  });

  it('keeps numbers apart from customers of the same letters', async () => {
    await list().suppress({ ...said({ customerId: '2B12025550111' }), until: null });

    expect(await list().read({ phoneE164: '+12025550111' }, at())).toEqual(NOTHING);
  });

  it.each([
    [DAY - 1, true],
    [DAY, false],
  ])('holds for a day: %i ms later in force: %s', async (laterMs, inForce) => {
    const { phoneE164 } = someone();

    await list().suppress({ ...said({ phoneE164 }), until: at(DAY) });

    expect((await list().read({ phoneE164 }, at(laterMs))).suppressions).toHaveLength(inForce ? 1 : 0);
  });

  it('holds one opt-out for each scope', async () => {
    const { phoneE164 } = someone();

    await list().suppress({ ...said({ phoneE164 }, { scope: 'purpose:marketing' }), until: null });
    await list().suppress({ ...said({ phoneE164 }, { scope: 'alertType:a.b:c-d_1' }), until: at(DAY) });

    const { suppressions } = await list().read({ phoneE164 }, at());
    expect(suppressions.toSorted((a, b) => a.scope.localeCompare(b.scope))).toEqual([
      { scope: 'alertType:a.b:c-d_1', at: at(), until: at(DAY) },
      { scope: 'purpose:marketing', at: at(), until: null },
    ]);
  });

  it('is lifted by a newer word, for that scope alone', async () => {
    const { phoneE164 } = someone();
    await list().suppress({ ...said({ phoneE164 }), until: null });
    await list().suppress({ ...said({ phoneE164 }, { scope: 'purpose:marketing' }), until: null });

    await list().lift(said({ phoneE164 }, { at: at(MINUTE) }));

    expect((await list().read({ phoneE164 }, at(MINUTE))).suppressions).toEqual([
      { scope: 'purpose:marketing', at: at(), until: null },
    ]);
  });

  it.each([0, -MINUTE])('is not lifted by a word %i ms newer', async (newerMs) => {
    const { phoneE164 } = someone();
    await list().suppress({ ...said({ phoneE164 }), until: null });

    await list().lift(said({ phoneE164 }, { at: at(newerMs) }));

    expect((await list().read({ phoneE164 }, at())).suppressions).toHaveLength(1);
  });

  it('is not brought back by an opt-out that comes later but was said before', async () => {
    const { phoneE164 } = someone();
    await list().lift(said({ phoneE164 }));

    await list().suppress({ ...said({ phoneE164 }, { at: at(-MINUTE) }), until: null });

    expect(await list().read({ phoneE164 }, at())).toEqual(NOTHING);
  });

  it('counts an opt-out, not the lift of the same instant, whichever comes first', async () => {
    const { phoneE164 } = someone();
    await list().lift(said({ phoneE164 }));

    await list().suppress({ ...said({ phoneE164 }), until: null });

    expect((await list().read({ phoneE164 }, at())).suppressions).toHaveLength(1);
  });

  it.each([
    ['later', at(DAY), null],
    ['sooner', null, at(DAY)],
  ])('keeps the longer ban of one instant, though another ends %s', async (_, first, second) => {
    const { phoneE164 } = someone();

    await list().suppress({ ...said({ phoneE164 }), until: first });
    await list().suppress({ ...said({ phoneE164 }), until: second });

    expect((await list().read({ phoneE164 }, at())).suppressions).toMatchObject([{ until: null }]);
  });

  it('is not changed by a repeat', async () => {
    const { phoneE164 } = someone();
    const once = { ...said({ phoneE164 }), until: at(DAY) };

    await list().suppress(once);
    await list().suppress(once);

    expect((await list().read({ phoneE164 }, at())).suppressions).toEqual([
      { scope: 'all', at: at(), until: at(DAY) },
    ]);
  });

  it('knows the last word about consent, and forgets a consent that has ended', async () => {
    const { customerId } = someone();
    await list().recordConsent({ ...said({ customerId }), level: 'written', until: at(DAY) });

    expect((await list().read({ customerId }, at())).consents).toEqual([
      { scope: 'all', level: 'written', at: at() },
    ]);
    expect((await list().read({ customerId }, at(DAY))).consents).toEqual([]);

    await list().recordConsent({
      ...said({ customerId }, { at: at(MINUTE) }),
      level: 'revoked',
      until: null,
    });
    expect((await list().read({ customerId }, at(DAY))).consents).toEqual([
      { scope: 'all', level: 'revoked', at: at(MINUTE) },
    ]);
  });

  it.each([
    ['express', 'revoked'],
    ['revoked', 'express'],
  ] as const)('of %s and %s in one instant the revocation counts', async (first, second) => {
    const { customerId } = someone();

    await list().recordConsent({ ...said({ customerId }), level: first, until: null });
    await list().recordConsent({ ...said({ customerId }), level: second, until: null });

    expect((await list().read({ customerId }, at())).consents).toMatchObject([{ level: 'revoked' }]);
  });

  it('takes consent and opt-out for two things', async () => {
    const { phoneE164 } = someone();
    await list().suppress({ ...said({ phoneE164 }), until: null });

    await list().recordConsent({ ...said({ phoneE164 }, { at: at(1) }), level: 'express', until: null });

    expect(await list().read({ phoneE164 }, at(1))).toMatchObject({
      suppressions: [{ scope: 'all' }],
      consents: [{ level: 'express' }],
    });
  });

  it('keeps a number under a reference for 30 days', async () => {
    const { phoneE164, customerId: reference } = someone();

    await list().keepNumber(reference, phoneE164, at());

    expect(await list().numberOf(reference, at(30 * DAY - 1000))).toBe(phoneE164);
    expect(await list().numberOf(reference, at(30 * DAY))).toBeUndefined();
    expect(await list().numberOf('no-reference', at())).toBeUndefined();
  });
});

describe('a store that fails', () => {
  const table = memoryDynamo({
    tables,
    before: () => {
      throw new Error('connection lost');
    },
  });
  const list = dynamoSuppressions(table, TABLE);
  const word = said({ phoneE164: '+12025550111' });

  it.each([
    ['read', () => list.read(word, at())],
    ['suppress', () => list.suppress({ ...word, until: null })],
    ['lift', () => list.lift(word)],
    ['recordConsent', () => list.recordConsent({ ...word, level: 'revoked', until: null })],
    ['keepNumber', () => list.keepNumber('ref-1', '+12025550111', at())],
    ['numberOf', () => list.numberOf('ref-1', at())],
  ])('fails %s as transient', async (_, call) => {
    await expect(call()).rejects.toMatchObject({ name: 'TransientError', reason: 'contacts_unavailable' });
  });
});

it('a reading is one strongly consistent request', async () => {
  const calls: unknown[] = [];
  const table = memoryDynamo({ tables, before: (operation, input) => void calls.push([operation, input]) });

  await dynamoSuppressions(table, TABLE).read({ phoneE164: '+12025550111', customerId: 'customer-1' }, at());

  expect(calls).toEqual([
    [
      'batchGetItem',
      {
        RequestItems: {
          [TABLE]: {
            Keys: [{ pk: { S: 'SUPPRESS#%2B12025550111' } }, { pk: { S: 'SUPPRESS#customer-1' } }],
            ConsistentRead: true,
          },
        },
      },
    ],
  ]);
});
