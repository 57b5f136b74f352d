import type { QueryCommandInput, QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { attributesOf, holds } from './dynamo-condition.ts';
import { validationError } from './dynamo-errors.ts';
import type { Condition } from './dynamo-expression.ts';
import { refuseUnlessRange } from './dynamo-key-condition.ts';
import { projected } from './dynamo-projection.ts';
import type { Table } from './dynamo-rows.ts';
import { indexEntry, partitionText } from './dynamo-rows.ts';
import type { Key } from './dynamo-schema.ts';
import { checkedKey, identity, keyOf } from './dynamo-schema.ts';
import { itemSize, readUnits } from './dynamo-size.ts';
import type { Item } from './dynamo-value.ts';
import { order } from './dynamo-value.ts';

// A page ends after 1 MB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
const MAX_PAGE_BYTES = 1024 * 1024;

/** The expressions of a query, parsed. */
export interface QueryExpressions {
  readonly range: Condition;
  readonly filter: Condition | undefined;
  readonly projection: readonly string[] | undefined;
}

interface Target {
  readonly keys: readonly Key[];
  /** Index keys and table keys: what tells two entries apart, and what `LastEvaluatedKey` consists of. */
  readonly positionKeys: readonly Key[];
  readonly entries: readonly Item[];
  /** What the entries of an index hold besides their keys. */
  readonly included: readonly string[];
}

/** `isInRange` leaves out rows early that no entry of theirs could pass. */
function target(table: Table, input: QueryCommandInput, isInRange: (row: Item) => boolean): Target {
  const { IndexName: index } = input;
  if (index === undefined) {
    const entries = [...table.rows.values()].filter(isInRange);
    return { keys: table.keys, positionKeys: table.keys, entries, included: [] };
  }
  const rows = rowsOfIndex(table, index, input).filter(isInRange);
  const keys = table.indexes.get(index);
  if (keys === undefined) throw validationError(`The table does not have the specified index: ${index}`);
  const extra = keys.filter(({ name }) => table.keys.every((key) => key.name !== name));
  return {
    keys,
    positionKeys: [...table.keys, ...extra],
    included: table.includes.get(index) ?? [],
    entries: rows.map((row) => indexEntry(row, table, index)).filter((entry) => entry !== undefined),
  };
}

/** Rows in partitions whose key is among the values of the request: all that can match. */
function rowsOfIndex(
  table: Table,
  index: string,
  { ExpressionAttributeValues = {} }: QueryCommandInput,
): Item[] {
  const partitions = table.partitions.get(index);
  const values = new Set(Object.values(ExpressionAttributeValues).map(partitionText));
  return [...values].flatMap((value) => [...(partitions?.get(value)?.values() ?? [])]);
}

function refuse(
  input: QueryCommandInput,
  { keys, positionKeys, included }: Target,
  expressions: QueryExpressions,
): void {
  refuseUnlessRange(expressions.range, keys);
  const filtered = expressions.filter === undefined ? [] : attributesOf(expressions.filter);
  const key = filtered.find((name) => keys.some((each) => each.name === name));
  if (key !== undefined) {
    throw validationError(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${key}`,
    );
  }
  if (input.Limit !== undefined && input.Limit < 1) {
    throw validationError('Limit must have value greater than or equal to 1');
  }
  if (input.IndexName === undefined) return;
  if (input.ConsistentRead) {
    throw validationError('Consistent reads are not supported on global secondary indexes');
  }
  const wanted = [...filtered, ...(expressions.projection ?? [])];
  const held = new Set([...positionKeys.map(({ name }) => name), ...included]);
  const absent = wanted.find((name) => !held.has(name));
  if (absent !== undefined) {
    throw validationError(`Global secondary index ${input.IndexName} does not project ${absent}`);
  }
}

function startAfter(input: QueryCommandInput, { positionKeys }: Target, range: Condition): Item | undefined {
  if (input.ExclusiveStartKey === undefined) return undefined;
  const start = checkedKey(input.ExclusiveStartKey, positionKeys);
  if (holds(range, start)) return start;
  throw validationError('The provided starting key is outside query boundaries based on provided conditions');
}

// DynamoDB leaves the order of entries with one index key open; here the table key decides, so runs repeat.
function position(keys: readonly Key[], tableKeys: readonly Key[]) {
  const sortKey = keys[1]?.name;
  return (left: Item, right: Item): number => {
    const [a, b] = sortKey === undefined ? [] : [left[sortKey], right[sortKey]];
    const compared = a && b && order(a, b);
    if (compared !== undefined && compared !== 0) return compared;
    const [x, y] = [identity(left, tableKeys), identity(right, tableKeys)];
    return x < y ? -1 : x > y ? 1 : 0;
  };
}

function page(candidates: readonly Item[], limit: number) {
  const entries: Item[] = [];
  let bytes = 0;
  for (const entry of candidates) {
    if (entries.length >= limit || bytes >= MAX_PAGE_BYTES) break;
    entries.push(entry);
    bytes += itemSize(entry);
  }
  return { entries, bytes, isFull: entries.length >= limit || bytes >= MAX_PAGE_BYTES };
}

/** One page of a table or index, billed. Like DynamoDB, a full page has a `LastEvaluatedKey` even when nothing follows. */
export function queryPage(
  table: Table,
  input: QueryCommandInput,
  expressions: QueryExpressions,
): Omit<QueryCommandOutput, '$metadata'> {
  const { range, filter, projection } = expressions;
  const from = target(table, input, (row) => holds(range, row));
  refuse(input, from, expressions);
  const start = startAfter(input, from, range);
  const compare = position(from.keys, table.keys);
  const direction = input.ScanIndexForward === false ? -1 : 1;
  const candidates = from.entries
    .filter((entry) => holds(range, entry))
    .filter((entry) => start === undefined || compare(entry, start) * direction > 0)
    .sort((left, right) => compare(left, right) * direction);
  const { entries, bytes, isFull } = page(candidates, input.Limit ?? Number.POSITIVE_INFINITY);
  const kept = filter === undefined ? entries : entries.filter((entry) => holds(filter, entry));
  const last = isFull ? entries.at(-1) : undefined;
  table.meter.read(readUnits(bytes, input.ConsistentRead === true));
  return {
    Items: kept.map((entry) => projected(entry, projection)),
    Count: kept.length,
    ScannedCount: entries.length,
    ...(last === undefined ? {} : { LastEvaluatedKey: keyOf(last, from.positionKeys) }),
  };
}
