import { expect, it } from '@jest/globals';
import { due, holding, key, TableName, values } from './dynamo-fixtures.ts';

const Key = key('a');
const one = { N: '1' };
const big = { S: 'x'.repeat(5000) };
const claim = { TableName, Key, ConditionExpression: 'ver = :a', ...values([one]) };

/** What each kind of call costs. */
export function billSuite(): void {
  const update = (UpdateExpression: string, ...given: readonly { N: string }[]) => ({
    TableName,
    Key,
    UpdateExpression,
    ...values(given),
  });

  it.each([
    ['a put that enters the index', [], { writeUnits: 1, due: 1 }, { TableName, Item: due('a', 1) }],
    ['a put that does not', [], { writeUnits: 1, due: 0 }, { TableName, Item: due('a') }],
    [
      'an update that leaves the index key alone',
      [due('a', 1)],
      { writeUnits: 1, due: 0 },
      update('ADD x :a', one),
    ],
    ['an update that moves it', [due('a', 1)], { writeUnits: 1, due: 2 }, update('ADD nextAt :a', one)],
    ['an update that leaves the index', [due('a', 1)], { writeUnits: 1, due: 1 }, update('REMOVE nextAt')],
    ['a write that shrinks the item', [{ ...Key, big }], { writeUnits: 5, due: 0 }, update('REMOVE big')],
    ['a refusal of nothing', [], { writeUnits: 1, due: 0 }, claim],
    ['a refusal of a large item', [{ ...Key, big }], { writeUnits: 5, due: 0 }, claim],
  ] as const)('counts %s', async (_, items, expected, request) => {
    const db = await holding(...items);
    const before = db.counts().ledger;

    await ('Item' in request ? db.putItem(request) : db.updateItem(request)).catch(() => undefined);

    const after = db.counts().ledger;
    expect({
      writeUnits: (after?.writeUnits ?? 0) - (before?.writeUnits ?? 0),
      due: (after?.indexUnits.due ?? 0) - (before?.indexUnits.due ?? 0),
    }).toEqual(expected);
  });

  it('counts reads by size and consistency, and starts again when reset', async () => {
    const db = await holding({ ...Key, big });

    await db.getItem({ TableName, Key });
    await db.getItem({ TableName, Key, ConsistentRead: true });
    await db.batchGetItem({ RequestItems: { ledger: { Keys: [Key, key('b')] } } });
    const counted = db.counts().ledger?.readUnits;
    db.reset();

    expect(counted).toBe(1 + 2 + 1 + 0.5);
    expect(db.counts()).toEqual({ ledger: { writeUnits: 0, indexUnits: { due: 0 }, readUnits: 0 } });
    expect(db.items(TableName)).toEqual([]);
  });
}
