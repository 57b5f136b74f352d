import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Random } from '../ports/random.ts';
import { fromAws } from './aws-errors.ts';
import { type DynamoTable, refusedItem } from './dynamo-table.ts';
import { DUE_SHARDS, type Item, itemOf, shardName } from './ledger-items.ts';

/** A value as it was read. */
export interface Versioned<T> {
  readonly value: T;
  /** Grows by one with every write. */
  readonly version: number;
}

/** `lost`: somebody else wrote meanwhile; `kept` is what is there now. */
export type VersionedWrite<T> =
  | { readonly kind: 'written'; readonly kept: Versioned<T> }
  | { readonly kind: 'lost'; readonly kept: Versioned<T> | undefined };

/** Values of one kind on a table, one item each, written only where nobody else wrote meanwhile. */
export interface VersionedItems<T> {
  read(id: string): Promise<Versioned<T> | undefined>;
  replace(id: string, before: Versioned<T> | undefined, next: T): Promise<VersionedWrite<T>>;
}

/** What an item of a kind looks like. */
export interface VersionedKind<S extends z.core.$ZodType> {
  /** What stands before the id in the key, e.g. `PROFILE#`. */
  readonly prefix: string;
  readonly schema: S;
  /** When the index of what is due shall find it. */
  dueAt(value: z.output<S>): Date | undefined;
  /** When it may be forgotten. @default never */
  expiresAt?(value: z.output<S>): Date;
  /** What the partitions of the index are called. @default due */
  readonly shards?: string;
  /** The reason told when the table cannot be reached. @default contacts_unavailable */
  readonly unavailable?: string;
}

/**
 * The items of a kind on a table. An id of several parts has `#` between them. `random` gives the writer tokens.
 */
export function versionedItems<S extends z.core.$ZodType>(
  table: DynamoTable,
  tableName: string,
  kind: VersionedKind<S>,
  random: Random,
): VersionedItems<z.output<S>> {
  type T = z.output<S>;
  const { unavailable = 'contacts_unavailable' } = kind;
  const keyOf = (id: string): string => `${kind.prefix}${id.split('#').map(encodeURIComponent).join('#')}`;

  async function item(pk: string): Promise<Item | undefined> {
    try {
      const found = await table.getItem({
        TableName: tableName,
        Key: { pk: { S: pk } },
        ConsistentRead: true,
      });
      return found.Item;
    } catch (error) {
      throw fromAws(unavailable, error);
    }
  }

  /** Sends the write once; what refused it, or `undefined`. An empty item stands for none. */
  async function refusal(before: Versioned<T> | undefined, written: Item): Promise<Item | undefined> {
    try {
      await table.putItem({
        TableName: tableName,
        Item: written,
        ...condition(before?.version),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return undefined;
    } catch (error) {
      const refused = refusedItem(error);
      if (!refused) throw fromAws(unavailable, error);
      return refused.item ?? (await item(written.pk?.S ?? '')) ?? {};
    }
  }

  const keptFrom = (found: Item): Versioned<T> => ({
    value: z.parse(kind.schema, JSON.parse(found.body?.S ?? '')),
    version: Number(found.ver?.N),
  });

  return {
    async read(id) {
      const found = await item(keyOf(id));
      return found && keptFrom(found);
    },

    async replace(id, before, value) {
      const token = random.id();
      const version = (before?.version ?? 0) + 1;
      const dueAt = kind.dueAt(value);
      const expiresAt = kind.expiresAt?.(value);
      const written = itemOf({
        pk: keyOf(id),
        ver: version,
        tok: token,
        body: JSON.stringify(value),
        ...(dueAt && { nextAt: dueAt.getTime(), shard: shardOf(id, kind.shards) }),
        ...(expiresAt && { expiresAt: Math.ceil(expiresAt.getTime() / 1000) }),
      });
      const there = await refusal(before, written);
      // Our own token says that an earlier send of this very write was applied and its reply was lost.
      if (there === undefined || there.tok?.S === token) return { kind: 'written', kept: { value, version } };
      return { kind: 'lost', kept: there.pk === undefined ? undefined : keptFrom(there) };
    },
  };
}

function condition(version: number | undefined) {
  if (version === undefined) {
    return {
      ConditionExpression: 'attribute_not_exists(#pk)',
      ExpressionAttributeNames: { '#pk': 'pk' },
    };
  }
  return {
    ConditionExpression: '#ver = :was',
    ExpressionAttributeNames: { '#ver': 'ver' },
    ExpressionAttributeValues: { ':was': { N: String(version) } },
  };
}

const shardOf = (id: string, shards: string | undefined): string =>
  shardName((createHash('sha256').update(id).digest()[0] ?? 0) % DUE_SHARDS, shards);
