import { describe, expect, it } from '@jest/globals';
import { dynamoContactCache } from '../../functions/adapters/dynamo-contact-cache.ts';
import { at, customer, HOUR, MINUTE } from '../support/builders.ts';
import { tables } from '../support/dynamo-fixtures.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';
import { ENGINES, freshAlert, onEngine, TABLE } from './ledger-engines.ts';

describe.each(ENGINES)('the contact cache on %s', (name) => {
  const engine = onEngine(name);
  const cache = () => dynamoContactCache(engine.table(), TABLE);
  const someone = () =>
    customer({ customerId: freshAlert().customerId, fields: { plan: 'gold' }, name: 'Ada' });

  it('gives back what was kept, and when the CRM said so', async () => {
    const known = someone();

    await cache().keep({ customer: known, fetchedAt: at() });

    expect(await cache().read(known.customerId, at())).toEqual({ customer: known, fetchedAt: at() });
  });

  it('knows nobody it was not told of', async () => {
    expect(await cache().read(freshAlert().customerId, at())).toBeUndefined();
  });

  it.each([
    [24 * HOUR - 1, true],
    [24 * HOUR, false],
  ])('%i ms later still knows: %s, whatever TTL has deleted', async (laterMs, known) => {
    const person = someone();
    await cache().keep({ customer: person, fetchedAt: at() });

    expect((await cache().read(person.customerId, at(laterMs))) !== undefined).toBe(known);
  });

  it('is replaced by a newer description', async () => {
    const person = someone();
    await cache().keep({ customer: person, fetchedAt: at() });

    await cache().keep({ customer: { ...person, doNotDisturb: true }, fetchedAt: at(MINUTE) });

    expect(await cache().read(person.customerId, at(MINUTE))).toMatchObject({
      customer: { doNotDisturb: true },
      fetchedAt: at(MINUTE),
    });
  });

  it.each([0, -MINUTE])('is not replaced by one %i ms newer', async (newerMs) => {
    const person = someone();
    await cache().keep({ customer: { ...person, doNotDisturb: true }, fetchedAt: at() });

    await cache().keep({ customer: person, fetchedAt: at(newerMs) });

    expect(await cache().read(person.customerId, at())).toMatchObject({ customer: { doNotDisturb: true } });
  });

  it('keeps apart ids that only look alike in a key', async () => {
    const [one, other] = ['id%3A1', 'id:1'].map((id) =>
      customer({ customerId: `${freshAlert().key}.${id}` }),
    );
    await cache().keep({ customer: one!, fetchedAt: at() });

    expect(await cache().read(other!.customerId, at())).toBeUndefined();
  });
});

describe('a store that fails', () => {
  const table = memoryDynamo({
    tables,
    before: () => {
      throw new Error('connection lost');
    },
  });
  const cache = dynamoContactCache(table, TABLE);

  it.each([
    ['read', () => cache.read('customer-1', at())],
    ['keep', () => cache.keep({ customer: customer(), fetchedAt: at() })],
  ])('fails %s as transient', async (_, call) => {
    await expect(call()).rejects.toMatchObject({ name: 'TransientError', reason: 'contacts_unavailable' });
  });
});

it('a read sees the latest write', async () => {
  const inputs: unknown[] = [];
  const table = memoryDynamo({ tables, before: (_, input) => void inputs.push(input) });

  await dynamoContactCache(table, TABLE).read('customer-1', at());

  expect(inputs).toMatchObject([{ ConsistentRead: true }]);
});
