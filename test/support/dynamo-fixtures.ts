import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { MemoryDynamo } from './memory-dynamo.ts';
import { memoryDynamo } from './memory-dynamo.ts';

/** The table the engine's own tests use, shaped like the ledger. */
export const TableName = 'ledger';
export const tables = {
  ledger: { partitionKey: 'pk', indexes: { due: { partitionKey: 'shard', sortKey: 'nextAt' } } },
};

/** The key of an item. */
export const key = (pk: string) => ({ pk: { S: pk } });

/** An item that is due at `nextAt`, or not at all. */
export const due = (pk: string, nextAt?: number, more: Record<string, AttributeValue> = {}) => ({
  ...key(pk),
  shard: { S: 'due#0' },
  ...(nextAt === undefined ? {} : { nextAt: { N: `${nextAt}` } }),
  ...more,
});

/** ExpressionAttributeValues for `:a`, `:b` and `:c`, or nothing. */
export const values = (given: readonly AttributeValue[]) =>
  given.length === 0
    ? {}
    : {
        ExpressionAttributeValues: Object.fromEntries(
          given.map((value, i) => [`:${'abc'.charAt(i)}`, value]),
        ),
      };

/** An engine that holds these items. */
export async function holding(...items: readonly Record<string, AttributeValue>[]): Promise<MemoryDynamo> {
  const db = memoryDynamo({ tables });
  for (const Item of items) await db.putItem({ TableName, Item });
  return db;
}

/** The error a call ends with. Throws when it succeeds. */
export async function refusal(call: Promise<unknown>): Promise<Error> {
  const ended: unknown = await call.catch((error: unknown) => error);
  if (ended instanceof Error) return ended;
  throw new Error('The call was not refused');
}
