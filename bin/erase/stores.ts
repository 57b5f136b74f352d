import {
  DeleteItemCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { OperatorTarget } from '../operator-target.ts';
import type { Item } from './held-items.ts';

/** A table as an erasure needs it, with the caller's own credentials: no function may do this. */
export interface ErasableTable {
  /** Every item, strongly consistent. */
  all(): AsyncIterable<Item>;
  /** Deletes an item. Whether there was one. */
  remove(pk: string): Promise<boolean>;
  put(item: Item): Promise<void>;
}

/** A table by name. */
export function erasableTable(name: string, options: DynamoDBClientConfig): ErasableTable {
  const client = new DynamoDBClient(options);
  return {
    async *all() {
      for await (const { Items = [] } of paginateScan({ client }, { TableName: name, ConsistentRead: true }))
        yield* Items;
    },
    async remove(pk) {
      const { Attributes } = await client.send(
        new DeleteItemCommand({ TableName: name, Key: { pk: { S: pk } }, ReturnValues: 'ALL_OLD' }),
      );
      return Attributes !== undefined;
    },
    async put(item) {
      await client.send(new PutItemCommand({ TableName: name, Item: { ...item } }));
    },
  };
}

/** The archive as an erasure needs it. */
export interface ErasableArchive {
  /** Keys and texts of all objects under a prefix. */
  under(prefix: string): AsyncIterable<{ readonly key: string; readonly text: string }>;
  /** Deletes an object. Whether there was one. */
  remove(key: string): Promise<boolean>;
}

/** The archive of a system. */
export function erasableArchive({ s3, archiveBucket: Bucket }: OperatorTarget): ErasableArchive {
  const textOf = async (Key: string): Promise<string | undefined> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return Body?.transformToString();
  };
  return {
    async *under(Prefix) {
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix }))
        for (const { Key: key = '' } of Contents) yield { key, text: (await textOf(key)) ?? '' };
    },
    async remove(Key) {
      const there = await textOf(Key).catch(() => undefined);
      if (there === undefined) return false;
      await s3.send(new DeleteObjectCommand({ Bucket, Key }));
      return true;
    },
  };
}
