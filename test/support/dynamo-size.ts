import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { numberSize } from './dynamo-number.ts';
import type { Item } from './dynamo-value.ts';

// Sizes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
const COLLECTION_OVERHEAD = 3;
const ELEMENT_OVERHEAD = 1;
const WRITE_UNIT_BYTES = 1024;
const READ_UNIT_BYTES = 4096;

const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);

function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.SS !== undefined) return sum(value.SS.map((member) => Buffer.byteLength(member)));
  if (value.L !== undefined) {
    return COLLECTION_OVERHEAD + sum(value.L.map((element) => valueSize(element) + ELEMENT_OVERHEAD));
  }
  if (value.M !== undefined) {
    return COLLECTION_OVERHEAD + itemSize(value.M) + ELEMENT_OVERHEAD * Object.keys(value.M).length;
  }
  return 1;
}

/** Sizes of items and values that cannot change any more. */
const known = new WeakMap<object, number>();

function sizeOnce(of: object, measured: () => number): number {
  const size = known.get(of) ?? measured();
  if (Object.isFrozen(of)) known.set(of, size);
  return size;
}

/** Bytes DynamoDB counts for an item: names and values. Approximate for numbers, as AWS says itself. */
export function itemSize(item: Item): number {
  return sizeOnce(item, () => {
    let size = 0;
    for (const name in item) {
      const value = item[name];
      if (value !== undefined) size += Buffer.byteLength(name) + sizeOnce(value, () => valueSize(value));
    }
    return size;
  });
}

/** Units one write is billed: one per started KB, at least one. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));
}

/** Units one read is billed: one per started 4 KB, at least one, half of that when eventually consistent. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (consistent ? 1 : 0.5);
}
