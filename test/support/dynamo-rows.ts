import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { holds } from './dynamo-condition.ts';
import { conditionFailed, validationError } from './dynamo-errors.ts';
import type { Condition } from './dynamo-expression.ts';
import type { Meter } from './dynamo-meter.ts';
import { meter, noMeter } from './dynamo-meter.ts';
import type { Key, TableSchema } from './dynamo-schema.ts';
import { identity, keyOf, keysOf, refuseUnindexable } from './dynamo-schema.ts';
import { itemSize, writeUnits } from './dynamo-size.ts';
import type { Item } from './dynamo-value.ts';

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
const MAX_ITEM_BYTES = 400 * 1024;

/** One table: its rows by the identity of their key, and its bill. */
export interface Table {
  readonly keys: readonly Key[];
  readonly indexes: ReadonlyMap<string, readonly Key[]>;
  /** What an index holds besides its keys; nothing where it is not named. */
  readonly includes: ReadonlyMap<string, readonly string[]>;
  readonly rows: Map<string, Item>;
  /** The rows each index holds, by index and partition key: a query looks at no others. */
  readonly partitions: ReadonlyMap<string, Map<string, Map<string, Item>>>;
  readonly meter: Meter;
  /** Sees every row that changes. */
  readonly watch: (before: Item | undefined, after: Item | undefined) => void;
}

/** One conditional write to one item. */
export interface Write {
  readonly key: Item;
  readonly condition: Condition | undefined;
  /** Whether a refusal carries the item it found. */
  readonly showsOld: boolean;
  readonly change: (before: Item | undefined) => Item;
}

/** An empty table; without a bill it measures no item. */
export function emptyTable(schema: TableSchema, watch: Table['watch'], isBilled: boolean): Table {
  const indexes = Object.entries(schema.indexes ?? {}).map(([name, index]) => [name, keysOf(index)] as const);
  return {
    keys: keysOf(schema),
    indexes: new Map(indexes),
    includes: new Map(
      Object.entries(schema.indexes ?? {}).map(([name, { includes = [] }]) => [name, includes] as const),
    ),
    rows: new Map(),
    partitions: new Map(indexes.map(([name]) => [name, new Map()])),
    meter: isBilled ? meter(indexes.map(([name]) => name)) : noMeter,
    watch,
  };
}

/** Makes a row what it is now; `undefined` deletes it. */
export function setRow(table: Table, id: string, row: Item | undefined): void {
  const before = table.rows.get(id);
  if (row === undefined) table.rows.delete(id);
  else table.rows.set(id, row);
  for (const [name, index] of table.indexes)
    follow(table, name, { index, id, ...(before && { before }), ...(row && { row }) });
  table.watch(before, row);
}

/** Moves a row from the partition of an index it was in to the one it is in now. */
function follow(
  table: Table,
  name: string,
  {
    index,
    id,
    before,
    row,
  }: { readonly index: readonly Key[]; readonly id: string; readonly before?: Item; readonly row?: Item },
): void {
  const partitions = table.partitions.get(name);
  const partitionOf = (item: Item | undefined): string | undefined => {
    const isThere = item !== undefined && index.every((key) => item[key.name] !== undefined);
    return isThere ? partitionText(item[index[0]?.name ?? '']) : undefined;
  };
  const [was, is] = [partitionOf(before), partitionOf(row)];
  if (was !== undefined && was !== is) partitions?.get(was)?.delete(id);
  if (is === undefined || row === undefined) return;
  const rows = partitions?.get(is) ?? new Map<string, Item>();
  rows.set(id, row);
  partitions?.set(is, rows);
}

/** A key value as text. */
export const partitionText = (value: AttributeValue | undefined): string => value?.S ?? value?.N ?? '';

/** A copy whose top level the caller may change. */
export function copyOf(item: Item): Record<string, AttributeValue> {
  return { ...item };
}

/** What an index holds for an item: nothing unless all its keys are there. */
export function indexEntry(item: Item | undefined, table: Table, index: string): Item | undefined {
  const keys = table.indexes.get(index) ?? [];
  if (item === undefined || !keys.every(({ name }) => item[name] !== undefined)) return undefined;
  const included = (table.includes.get(index) ?? []).filter((name) => item[name] !== undefined);
  return {
    ...keyOf(item, [...table.keys, ...keys]),
    ...Object.fromEntries(included.map((name) => [name, item[name] as AttributeValue])),
  };
}

function bill(table: Table, before: Item | undefined, after: Item): void {
  if (itemSize(after) > MAX_ITEM_BYTES) {
    throw validationError('Item size has exceeded the maximum allowed size');
  }
  const bytes = Math.max(before === undefined ? 0 : itemSize(before), itemSize(after));
  table.meter.written(writeUnits(bytes));
  for (const [name, index] of table.indexes) {
    const entries = [indexEntry(before, table, name), indexEntry(after, table, name)];
    const [old, next] = entries.map((entry) => entry && identity(entry, index));
    if (old === next) {
      const [was, is] = entries.map((entry) => JSON.stringify(entry));
      if (was !== is) table.meter.indexed(name, 1);
      continue;
    }
    for (const entry of entries)
      if (entry !== undefined) table.meter.indexed(name, writeUnits(itemSize(entry)));
  }
}

/** Applies a write at once, or throws and changes nothing. A refusal by the condition is billed, any other is not. */
export function write(table: Table, { key, condition, showsOld, change }: Write) {
  const id = identity(key, table.keys);
  const before = table.rows.get(id);
  if (condition !== undefined && !holds(condition, before ?? {})) {
    if (table.meter.isRunning) table.meter.written(writeUnits(before === undefined ? 0 : itemSize(before)));
    throw conditionFailed(showsOld && before !== undefined ? copyOf(before) : undefined);
  }
  const after = change(before);
  for (const [name, index] of table.indexes) refuseUnindexable(after, name, index);
  if (table.meter.isRunning) bill(table, before, after);
  setRow(table, id, after);
  return { before, after };
}
