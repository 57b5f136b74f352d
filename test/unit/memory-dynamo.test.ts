import { ConditionalCheckFailedException, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dynamoTable, refusedItem } from '../../functions/adapters/dynamo-table.ts';
import { billSuite } from '../support/dynamo-bill-suite.ts';
import type { Dynalite } from '../support/dynamo-dynalite.ts';
import { startDynalite } from '../support/dynamo-dynalite.ts';
import { conditionSuite, updateSuite } from '../support/dynamo-expression-suite.ts';
import { due, holding, key, refusal, TableName, tables, values } from '../support/dynamo-fixtures.ts';
import { outcome } from '../support/dynamo-outcome.ts';
import { querySuite } from '../support/dynamo-query-suite.ts';
import { KEYS, step } from '../support/dynamo-steps.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';

const Key = key('a');
const one = { N: '1' };
const claim = { TableName, Key, ConditionExpression: 'ver = :a', ...values([one]) };
const oldOnRefusal = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

describe('conditions', conditionSuite);
describe('updates', updateSuite);
describe('queries', querySuite);
describe('the bill', billSuite);

describe('requests', () => {
  const db = memoryDynamo({ tables });
  const put = (more: object) => db.putItem({ TableName, Item: { ...Key, ...more } });

  it.each([
    ['an empty key', () => db.getItem({ TableName, Key: key('') }), 'empty string'],
    ['a key of another type', () => db.getItem({ TableName, Key: { pk: one } }), 'does not match the schema'],
    [
      'more than a key',
      () => db.updateItem({ TableName, Key: { ...Key, x: one } }),
      'does not match the schema',
    ],
    ['an item without key', () => db.putItem({ TableName, Item: {} }), 'Missing the key pk'],
    ['an index key of another type', () => put({ shard: one }), 'Type mismatch for Index Key shard'],
    ['an item over 400 KB', () => put({ x: { S: 'x'.repeat(409_600) } }), 'maximum allowed size'],
    ['a value of two types', () => put({ x: { S: 'a', N: '1' } }), 'more than one'],
    ['a binary value', () => put({ x: { B: new Uint8Array(1) } }), 'values of type B'],
    [
      'ALL_NEW of a put',
      () => db.putItem({ TableName, Item: Key, ReturnValues: 'ALL_NEW' }),
      'ALL_OLD or NONE',
    ],
    [
      'a key asked for twice',
      () => db.batchGetItem({ RequestItems: { ledger: { Keys: [Key, Key] } } }),
      'duplicates',
    ],
    ['what it would ignore', () => db.getItem({ ...claim, TableName }), 'ConditionExpression of GetItem'],
  ])('refuses %s', async (_, call, reason) => {
    expect((await refusal(call())).message).toContain(reason);
  });

  it('refuses a table that does not exist', async () => {
    const error = await refusal(db.getItem({ TableName: 'other', Key }));

    expect(error).toBeInstanceOf(ResourceNotFoundException);
  });

  it('gives what there is of a batch', async () => {
    const full = await holding(due('a', 1), due('b', 2));

    const keys = { Keys: [key('b'), key('c'), key('a')], ProjectionExpression: 'pk, nextAt' };
    const answer = await full.batchGetItem({ RequestItems: { ledger: keys } });

    expect(answer.Responses).toEqual({
      ledger: [
        { ...key('b'), nextAt: { N: '2' } },
        { ...key('a'), nextAt: one },
      ],
    });
  });

  it('keeps what callers hold apart from what it holds', async () => {
    const mine = { ...Key, steps: { L: [one] } };
    const full = await holding(mine);

    mine.steps.L.push(one);
    const { Item = {} } = await full.getItem({ TableName, Key });
    expect(() => Item.steps?.L?.push(one)).toThrow(TypeError);
    delete Item.steps;

    expect(full.items(TableName)).toEqual([{ ...Key, steps: { L: [one] } }]);
  });
});

describe('a failed condition', () => {
  it('carries the item as it was, when asked', async () => {
    const db = await holding({ ...Key, ver: { N: '2' } });

    const error = await refusal(db.updateItem({ ...claim, ...oldOnRefusal }));

    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(refusedItem(error)).toEqual({ item: { ...Key, ver: { N: '2' } }, attempts: 1 });
  });

  it('carries no item when not asked, or when there is none', async () => {
    const notAsked = await refusal((await holding(Key)).updateItem(claim));
    const nothing = await refusal((await holding()).updateItem({ ...claim, ...oldOnRefusal }));

    expect([notAsked, nothing].map(refusedItem)).toEqual([{ attempts: 1 }, { attempts: 1 }]);
  });

  it('is told from other errors', () => {
    expect(refusedItem(new Error('The conditional request failed'))).toBeUndefined();
  });
});

describe('hooks', () => {
  const fail = () => Promise.reject(new Error('connection lost'));

  it.each([
    ['before', 'leaves nothing behind', []],
    ['after', 'keeps the write', [Key]],
  ] as const)('a failure %s the effect %s', async (when, _, expected) => {
    const db = memoryDynamo({ tables, [when]: fail });

    const error = await refusal(db.putItem({ TableName, Item: Key }));

    expect(error.message).toBe('connection lost');
    expect(db.items(TableName)).toEqual(expected);
  });

  it('are told the operation and its input, also when it is refused', async () => {
    const seen: unknown[] = [];
    const note = (...call: readonly unknown[]) => void seen.push(call);
    const db = memoryDynamo({ tables, before: note, after: note });

    await refusal(db.updateItem(claim));

    expect(seen).toEqual([
      ['updateItem', claim],
      ['updateItem', claim],
    ]);
  });
});

describe('against dynalite', () => {
  let dynalite: Dynalite;
  beforeAll(async () => {
    dynalite = await startDynalite();
  });
  afterAll(() => dynalite.stop());

  it('comes to the same outcomes and items in any sequence of calls', async () => {
    const engines = [memoryDynamo({ tables }), dynamoTable(dynalite.options)];
    let sequences = 0;

    const same = fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
      const name = `sequence-${sequences++}`;
      for (const next of [...steps, ...KEYS.map((of) => ({ does: 'get', key: of }) as const)]) {
        const [memory, real] = await Promise.all(engines.map((db) => outcome({ db, name }, next)));
        expect(memory).toEqual(real);
      }
    });

    await fc.assert(same, { numRuns: 150 });
  });
});
