import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { expect, it } from '@jest/globals';
import { due, holding, key, refusal, TableName, values } from './dynamo-fixtures.ts';

const shard = { S: 'due#0' };
const three = [
  due('a', 9),
  due('b', 10),
  due('c', 2),
  due('terminal'),
  { ...key('elsewhere'), nextAt: { N: '1' } },
];
const query = (more: Partial<QueryCommandInput> = {}): QueryCommandInput => ({
  TableName,
  IndexName: 'due',
  KeyConditionExpression: '#s = :a',
  ExpressionAttributeNames: { '#s': 'shard' },
  ...values([shard]),
  ...more,
});
const range = (condition: string, ...given: readonly number[]) => ({
  KeyConditionExpression: `#s = :a AND ${condition}`,
  ...values([shard, ...given.map((value) => ({ N: `${value}` }))]),
});

const nothing = {
  KeyConditionExpression: undefined,
  ExpressionAttributeNames: undefined,
  ExpressionAttributeValues: undefined,
};

/** Pages of a sparse KEYS_ONLY index. */
export function querySuite(): void {
  it.each([
    ['everything, by number', {}, ['c', 'a', 'b']],
    ['backwards', { ScanIndexForward: false }, ['b', 'a', 'c']],
    ['up to an instant', range('nextAt <= :b', 9), ['c', 'a']],
    ['after an instant', range('nextAt > :b', 9), ['b']],
    ['between instants', range('nextAt BETWEEN :b AND :c', 3, 10), ['a', 'b']],
    ['a first page', { Limit: 2 }, ['c', 'a']],
  ] as const)('gives %s', async (_, more, expected) => {
    const db = await holding(...three);

    const { Items = [] } = await db.query(query(more));

    expect(Items.map((item) => item.pk?.S)).toEqual(expected);
  });

  it('gives index and table keys only', async () => {
    const db = await holding(due('a', 1, { st: { S: 'OPEN' } }));

    const { Items, Count, ScannedCount, LastEvaluatedKey } = await db.query(query());

    expect({ Items, Count, ScannedCount, LastEvaluatedKey }).toEqual({
      Items: [due('a', 1)],
      Count: 1,
      ScannedCount: 1,
    });
  });

  it.each([true, false])(
    'goes on after the last key, also when it is gone (forward: %j)',
    async (ScanIndexForward) => {
      const db = await holding(due('a', 1), due('b', 1), due('c', 1));

      const first = await db.query(query({ Limit: 1, ScanIndexForward }));
      const gone = first.Items?.[0]?.pk ?? { S: '' };
      await db.updateItem({ TableName, Key: { pk: gone }, UpdateExpression: 'REMOVE nextAt' });
      const rest = await db.query(query({ ScanIndexForward, ExclusiveStartKey: first.LastEvaluatedKey }));

      const seen = [gone, ...(rest.Items ?? []).map((item) => item.pk)].map((pk) => pk?.S);
      expect(seen).toEqual(ScanIndexForward ? ['a', 'b', 'c'] : ['c', 'b', 'a']);
    },
  );

  it('filters after the limit', async () => {
    const db = await holding(due('a', 1), due('b', 2));

    const page = await db.query({
      TableName,
      KeyConditionExpression: 'pk = :a',
      FilterExpression: 'nextAt > :b',
      ProjectionExpression: 'nextAt',
      ...values([{ S: 'b' }, { N: '1' }]),
      Limit: 1,
    });

    expect(page).toMatchObject({ Items: [{ nextAt: { N: '2' } }], Count: 1, LastEvaluatedKey: key('b') });
  });

  it.each([
    ['no key condition', nothing, 'must be specified'],
    ['another index', { IndexName: 'other' }, 'does not have the specified index: other'],
    ['a consistent read of an index', { ConsistentRead: true }, 'Consistent reads are not supported'],
    ['a range of the partition key', { KeyConditionExpression: '#s > :a' }, 'not supported'],
    ['an alternative', range('nextAt > :b OR nextAt < :c', 1, 2), 'Invalid operator'],
    ['inequality', range('nextAt <> :b', 1), 'Invalid operator'],
    ['a condition on another attribute', range('st = :b', 1), 'missed key schema element: nextAt'],
    ['two conditions on one key', range('nextAt > :b AND nextAt < :c', 1, 2), 'one condition per key'],
    [
      'a bound of another type',
      { ...range('nextAt > :b'), ...values([shard, shard]) },
      'does not match schema type',
    ],
    ['a filter on a key', { FilterExpression: 'nextAt <> #s' }, 'non-primary key attributes'],
    ['what the index lacks', { ProjectionExpression: 'pk, st' }, 'does not project st'],
    [
      'a start elsewhere',
      { ExclusiveStartKey: { ...due('a', 1), shard: { S: 'due#1' } } },
      'outside query boundaries',
    ],
    ['half a start', { ExclusiveStartKey: key('a') }, 'does not match the schema'],
    ['a limit of zero', { Limit: 0 }, 'Limit'],
  ] as const)('refuses %s', async (_, more, reason) => {
    const db = await holding();

    expect((await refusal(db.query(query(more)))).message).toContain(reason);
  });
}
