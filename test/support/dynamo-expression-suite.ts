import { expect, it } from '@jest/globals';
import { refusedItem } from '../../functions/adapters/dynamo-table.ts';
import { CONDITIONS, REFUSED_CONDITIONS, REFUSED_UPDATES, SAMPLE, UPDATES } from './dynamo-cases.ts';
import { holding, key, refusal, TableName, values } from './dynamo-fixtures.ts';

const Key = key('a');

/** Conditions that hold, do not hold, and are refused. */
export function conditionSuite(): void {
  it.each(CONDITIONS)('evaluates %s with %j to %j', async (ConditionExpression, given, expected) => {
    const db = await holding(SAMPLE);
    const all = { '#o': 'owner', '#u': 'until' };
    const names = Object.entries(all).filter(([name]) => ConditionExpression.includes(name));
    const ExpressionAttributeNames = Object.fromEntries(names);

    const written = db.putItem({
      TableName,
      Item: SAMPLE,
      ConditionExpression,
      ...values(given),
      ...(names.length === 0 ? {} : { ExpressionAttributeNames }),
    });

    const holds = await written.then(
      () => true,
      (error: unknown) => (refusedItem(error) ? false : error),
    );
    expect(holds).toBe(expected);
  });

  it.each(REFUSED_CONDITIONS)('refuses %s with %j: %s', async (ConditionExpression, given, reason) => {
    const db = await holding(SAMPLE);

    const error = await refusal(
      db.putItem({ TableName, Item: SAMPLE, ConditionExpression, ...values(given) }),
    );

    expect(error).toMatchObject({ name: 'ValidationException', message: expect.stringContaining(reason) });
  });
}

/** Updates that change, are refused, and what they return. */
export function updateSuite(): void {
  it.each(UPDATES)('applies %s with %j: %j becomes %j', async (UpdateExpression, given, before, after) => {
    const db = await holding({ ...Key, ...before });

    const change = { UpdateExpression, ...values(given) };
    const answer = await db.updateItem({ TableName, Key, ...change, ReturnValues: 'ALL_NEW' });

    expect(answer.Attributes).toEqual({ ...Key, ...after });
    expect(db.items(TableName)).toEqual([{ ...Key, ...after }]);
  });

  it.each(REFUSED_UPDATES)('refuses %s with %j: %s', async (UpdateExpression, given, reason) => {
    const item = { ...Key, st: { S: 'OPEN' }, ver: { N: '1' }, nextAt: { N: '5' } };
    const db = await holding(item);
    const billed = db.counts();

    const error = await refusal(db.updateItem({ TableName, Key, UpdateExpression, ...values(given) }));

    expect(error.message).toContain(reason);
    expect(db.items(TableName)).toEqual([item]);
    expect(db.counts()).toEqual(billed);
  });

  it('makes an item that is not there, even without an expression', async () => {
    const db = await holding();

    await db.updateItem({ TableName, Key });

    expect(db.items(TableName)).toEqual([Key]);
  });

  it.each([
    ['NONE', undefined],
    ['ALL_OLD', { ...Key, x: { N: '1' }, y: { N: '1' } }],
    ['ALL_NEW', { ...Key, x: { N: '2' } }],
    ['UPDATED_NEW', { x: { N: '2' } }],
  ] as const)('returns %s', async (ReturnValues, expected) => {
    const db = await holding({ ...Key, x: { N: '1' }, y: { N: '1' } });

    const change = { UpdateExpression: 'ADD x :a REMOVE y', ...values([{ N: '1' }]) };
    const answer = await db.updateItem({ TableName, Key, ...change, ReturnValues });

    expect(answer.Attributes).toEqual(expected);
  });
}
