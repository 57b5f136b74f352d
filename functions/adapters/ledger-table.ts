import { TransientError } from '../errors.ts';
import type { Move } from '../ports/ledger.ts';
import type { Random } from '../ports/random.ts';
import { fromAws } from './aws-errors.ts';
import { type DynamoTable, refusedItem } from './dynamo-table.ts';
import type { ConditionalUpdate } from './ledger-conditions.ts';
import {
  alertFrom,
  attribute,
  DUE_SHARDS,
  type Item,
  itemOf,
  shardName,
  type Value,
} from './ledger-items.ts';

/** DynamoDB answers a BatchGet in parts when it is pressed; what is still missing after this many is an outage. */
const BATCH_TRIES = 5;

/** How the ledger's writes are sent and their answers read, lost replies included. */
export interface LedgerTable {
  /** One item, strongly consistent. */
  strongly(pk: string): Promise<Item | undefined>;
  /** Several items, by key; missing ones are absent. */
  batch(pks: readonly string[], consistent: boolean): Promise<Map<string, Item>>;
  /** A transition; a refusal by our own token is our own success with its reply lost. */
  change(writeWith: (token: string) => ConditionalUpdate): Promise<Move>;
  /** A write whose refusal means that there is nothing left to do. */
  changeQuietly(write: ConditionalUpdate): Promise<void>;
  /** Sends a conditional write once; the item that refused it and how often it was sent, or `undefined`. */
  attempt(write: ConditionalUpdate): Promise<{ item: Item | undefined; attempts: number } | undefined>;
  /** Puts an item that must not be there yet; gives back the item that is, unless it is this very write. */
  born(attributes: Record<string, Value>, token?: string): Promise<Item | undefined>;
  /** Puts an item, whatever was there. */
  put(attributes: Record<string, Value>): Promise<void>;
  /** Partition keys of items whose appointment has come, at most `limit` of each shard. */
  dueKeys(now: Date, limit: number): Promise<string[]>;
}

/** The mechanics on one table. `random` gives the writer tokens. */
export function ledgerTable(table: DynamoTable, tableName: string, random: Random): LedgerTable {
  async function strongly(key: string): Promise<Item | undefined> {
    const { Item } = await asked(
      table.getItem({ TableName: tableName, Key: { pk: { S: key } }, ConsistentRead: true }),
    );
    return Item;
  }

  /** Sends a transition; a refusal by our own token is our own success with its reply lost. */
  async function change(writeWith: (token: string) => ConditionalUpdate): Promise<Move> {
    const ours = random.id();
    const { applied, item } = await sent(writeWith(ours));
    if (!item) return { kind: 'lost' };
    const alert = alertFrom(item);
    return applied || item.tok?.S === ours ? { kind: 'moved', alert } : { kind: 'lost', alert };
  }

  /** The item as the write left it, or the item that refused the write. */
  async function sent(write: ConditionalUpdate): Promise<{ applied: boolean; item: Item | undefined }> {
    try {
      const { Attributes } = await table.updateItem({ TableName: tableName, ...write });
      return { applied: true, item: Attributes };
    } catch (error) {
      const refused = refusedItem(error);
      if (!refused) throw fromAws('ledger_unavailable', error);
      return { applied: false, item: refused.item ?? (await strongly(write.Key?.pk?.S ?? '')) };
    }
  }

  async function changeQuietly(write: ConditionalUpdate): Promise<void> {
    try {
      await table.updateItem({ TableName: tableName, ...write, ReturnValues: 'NONE' });
    } catch (error) {
      if (!refusedItem(error)) throw fromAws('ledger_unavailable', error);
    }
  }

  /** Puts an item that must not be there yet; gives back the item that is, unless it is this very write. */
  async function born(attributes: Record<string, Value>, ours?: string): Promise<Item | undefined> {
    const item = itemOf(attributes);
    try {
      await table.putItem({
        TableName: tableName,
        Item: item,
        ConditionExpression: 'attribute_not_exists(#pk)',
        ExpressionAttributeNames: { '#pk': 'pk' },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return undefined;
    } catch (error) {
      const refused = refusedItem(error);
      if (!refused) throw fromAws('ledger_unavailable', error);
      const there = refused.item ?? (await strongly(item.pk?.S ?? ''));
      return ours !== undefined && there?.tok?.S === ours ? undefined : there;
    }
  }

  async function batch(keys: readonly string[], consistent: boolean): Promise<Map<string, Item>> {
    const found = new Map<string, Item>();
    let wanted = keys.map((pk) => ({ pk: { S: pk } }));
    for (let tries = 0; wanted.length > 0; tries++) {
      if (tries === BATCH_TRIES)
        throw new TransientError('ledger_unavailable', 'the ledger answered in parts only');
      const answer = await asked(
        table.batchGetItem({ RequestItems: { [tableName]: { Keys: wanted, ConsistentRead: consistent } } }),
      );
      for (const item of answer.Responses?.[tableName] ?? []) found.set(item.pk?.S ?? '', item);
      wanted = (answer.UnprocessedKeys?.[tableName]?.Keys ?? []).map((key) => ({
        pk: { S: key.pk?.S ?? '' },
      }));
    }
    return found;
  }

  async function attempt(write: ConditionalUpdate) {
    try {
      await table.updateItem({ TableName: tableName, ...write });
      return undefined;
    } catch (error) {
      const refused = refusedItem(error);
      if (!refused) throw fromAws('ledger_unavailable', error);
      return { item: refused.item ?? (await strongly(write.Key?.pk?.S ?? '')), attempts: refused.attempts };
    }
  }

  async function put(attributes: Record<string, Value>): Promise<void> {
    await asked(table.putItem({ TableName: tableName, Item: itemOf(attributes) }));
  }

  async function dueKeys(now: Date, limit: number): Promise<string[]> {
    const shards = await Promise.all(
      Array.from({ length: DUE_SHARDS }, (_, shard) =>
        asked(
          table.query({
            TableName: tableName,
            IndexName: 'due',
            KeyConditionExpression: '#shard = :shard AND #nextAt <= :now',
            ExpressionAttributeNames: { '#shard': 'shard', '#nextAt': 'nextAt' },
            ExpressionAttributeValues: {
              ':shard': { S: shardName(shard) },
              ':now': attribute(now.getTime()),
            },
            Limit: limit,
          }),
        ),
      ),
    );
    return shards.flatMap(({ Items }) => (Items ?? []).map((item) => item.pk?.S ?? ''));
  }

  return { strongly, batch, change, changeQuietly, attempt, born, put, dueKeys };
}

/** A request to the table whose refusal is never an answer. */
async function asked<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw fromAws('ledger_unavailable', error);
  }
}
