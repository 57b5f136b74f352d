import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { validationError } from './dynamo-errors.ts';
import type { Item } from './dynamo-value.ts';
import { checkedItem, typeOf } from './dynamo-value.ts';

/** A key attribute. A bare name is, as in our tables, a string as partition key and a number as sort key. */
export type KeyAttribute = string | { readonly name: string; readonly type: 'S' | 'N' };

/** The key of a table or of an index. */
export interface KeySchema {
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
}

/** A global index: its keys, and what else it holds of an item. @default KEYS_ONLY */
export interface IndexSchema extends KeySchema {
  readonly includes?: readonly string[];
}

/** A table and its global indexes by name. */
export interface TableSchema extends KeySchema {
  readonly indexes?: Readonly<Record<string, IndexSchema>>;
}

/** A key attribute with its type spelled out. */
export interface Key {
  readonly name: string;
  readonly type: 'S' | 'N';
}

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
const MAX_PARTITION_KEY_BYTES = 2048;
const MAX_SORT_KEY_BYTES = 1024;
const INVALID = 'One or more parameter values were invalid:';

/** The key attributes of a schema, the partition key first. */
export function keysOf({ partitionKey, sortKey }: KeySchema): readonly Key[] {
  const typed = (key: KeyAttribute, type: Key['type']) =>
    typeof key === 'string' ? { name: key, type } : key;
  const partition = typed(partitionKey, 'S');
  return sortKey === undefined ? [partition] : [partition, typed(sortKey, 'N')];
}

/** The key part of an item that is known to have it. */
export function keyOf(item: Item, keys: readonly Key[]): Record<string, AttributeValue> {
  return Object.fromEntries(
    keys.flatMap(({ name }) => {
      const value = item[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** A string that is the same for equal keys and no others. */
export function identity(item: Item, keys: readonly Key[]): string {
  return JSON.stringify(keys.map(({ name }) => item[name]));
}

function refuseEmptyOrLong(value: AttributeValue, name: string, isPartition: boolean): void {
  if (value.S === undefined) return;
  if (value.S === '') {
    throw validationError(
      `${INVALID} The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
    );
  }
  if (Buffer.byteLength(value.S) > (isPartition ? MAX_PARTITION_KEY_BYTES : MAX_SORT_KEY_BYTES)) {
    throw validationError(`${INVALID} Size of the key has exceeded the maximum size limit. Key: ${name}`);
  }
}

/** Checks the `Key` or `ExclusiveStartKey` of a request: exactly the key attributes, of their types, not empty. */
export function checkedKey(given: Record<string, AttributeValue> | undefined, keys: readonly Key[]): Item {
  const key = checkedItem(given ?? {});
  const fits = keys.every(({ name, type }) => key[name] !== undefined && typeOf(key[name]) === type);
  if (!fits || Object.keys(key).length !== keys.length) {
    throw validationError('The provided key element does not match the schema');
  }
  keys.forEach(({ name }, i) => {
    if (key[name] !== undefined) refuseEmptyOrLong(key[name], name, i === 0);
  });
  return key;
}

/** Throws when an item to put lacks a key attribute or has it in another type. */
export function refuseUnkeyed(item: Item, keys: readonly Key[]): void {
  keys.forEach(({ name, type }, i) => {
    const value = item[name];
    if (value === undefined) throw validationError(`${INVALID} Missing the key ${name} in the item`);
    if (typeOf(value) !== type) {
      throw validationError(
        `${INVALID} Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`,
      );
    }
    refuseEmptyOrLong(value, name, i === 0);
  });
}

/** Throws when an item has an index key attribute in another type, or empty. Absent ones are fine: indexes are sparse. */
export function refuseUnindexable(item: Item, index: string, keys: readonly Key[]): void {
  keys.forEach(({ name, type }, i) => {
    const value = item[name];
    if (value === undefined) return;
    if (typeOf(value) !== type) {
      throw validationError(
        `${INVALID} Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${index}`,
      );
    }
    refuseEmptyOrLong(value, name, i === 0);
  });
}
