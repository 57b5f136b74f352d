import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { Move } from '../ports/ledger.ts';
import type { Random } from '../ports/random.ts';
import { fromAws } from './aws-errors.ts';
import { batchRead } from './dynamo-batch.ts';
import { type DynamoTable, refusedItem } from './dynamo-table.ts';
import {
  alertFrom,
  attribute,
  DUE_SHARDS,
  type Item,
  itemOf,
  shardName,
  type Value,
} from './ledger-items.ts';
import type { ConditionalUpdate } from './ledger-update.ts';

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
  /** Partition keys of items of one index partition whose appointment has come, the longest due first. */
  dueIn(shard: string, now: Date, limit: number): Promise<string[]>;
  /** Partition keys of items of one index partition by their appointment; `last`: where the next page begins. */
  page(wanted: IndexPage): Promise<{ readonly pks: readonly string[]; readonly last?: Item }>;
}

/** A page of one index partition: items with an appointment from `from` on, behind the item `after`. */
export interface IndexPage {
  readonly shard: string;
  readonly from: Date;
  readonly limit: number;
  readonly after: Item | undefined;
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

  const batch = (pks: readonly string[], consistent: boolean): Promise<Map<string, Item>> =>
    batchRead(table, { tableName, pks, consistent, unavailable: 'ledger_unavailable' });

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

  async function index(shard: string, range: string, at: Date, more: Partial<QueryCommandInput>) {
    return asked(
      table.query({
        TableName: tableName,
        IndexName: 'due',
        KeyConditionExpression: `#shard = :shard AND #nextAt ${range} :at`,
        ExpressionAttributeNames: { '#shard': 'shard', '#nextAt': 'nextAt' },
        ExpressionAttributeValues: { ':shard': { S: shard }, ':at': attribute(at.getTime()) },
        ...more,
      }),
    );
  }

  async function dueIn(shard: string, now: Date, limit: number): Promise<string[]> {
    const { Items = [] } = await index(shard, '<=', now, { Limit: limit });
    return Items.map(({ pk }) => pk?.S ?? '');
  }

  async function dueKeys(now: Date, limit: number): Promise<string[]> {
    const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => dueIn(shardName(shard), now, limit));
    return (await Promise.all(shards)).flat();
  }

  async function page({ shard, from, limit, after }: IndexPage) {
    const start = after ? { ExclusiveStartKey: after } : {};
    const { Items = [], LastEvaluatedKey } = await index(shard, '>=', from, { Limit: limit, ...start });
    const pks = Items.map(({ pk }) => pk?.S ?? '');
    return LastEvaluatedKey ? { pks, last: LastEvaluatedKey } : { pks };
  }

  return { strongly, batch, change, changeQuietly, attempt, born, put, dueKeys, dueIn, page };
}

/** A request to the table whose refusal is never an answer. */
async function asked<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw fromAws('ledger_unavailable', error);
  }
}
