import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoTable } from '../../functions/adapters/dynamo-table.ts';
import { tableNotFound } from './dynamo-errors.ts';
import type { TableCounts } from './dynamo-meter.ts';
import { batchGetItem, getItem, query } from './dynamo-reads.ts';
import type { Table } from './dynamo-rows.ts';
import { copyOf, emptyTable, setRow } from './dynamo-rows.ts';
import { identity, type TableSchema } from './dynamo-schema.ts';
import type { Item } from './dynamo-value.ts';
import { putItem, updateItem } from './dynamo-writes.ts';

/** An operation and what it was asked. */
export type DynamoHook = (
  operation: keyof DynamoTable,
  input: Parameters<DynamoTable[keyof DynamoTable]>[0],
) => void | Promise<void>;

/** A row as it was and as it is; `undefined` where there is none. */
export type RowWatch = (
  table: string,
  before: Readonly<Record<string, AttributeValue>> | undefined,
  after: Readonly<Record<string, AttributeValue>> | undefined,
) => void;

/** What there is, and where faults are let in. */
export interface MemoryDynamoOptions {
  readonly tables: Readonly<Record<string, TableSchema>>;
  /** Runs before the operation takes effect; what it throws is the answer, and nothing happened. */
  readonly before?: DynamoHook;
  /** Runs after the effect or the refusal; what it throws replaces the answer: a lost reply. */
  readonly after?: DynamoHook;
  /** Sees every row that changes, in the step in which it does. */
  readonly watch?: RowWatch;
  /** Without a bill no item is measured: faster, and none is too large. @default true */
  readonly isBilled?: boolean;
}

type Input<Operation extends keyof DynamoTable> = Parameters<DynamoTable[Operation]>[0];
type Output<Operation extends keyof DynamoTable> = Awaited<ReturnType<DynamoTable[Operation]>>;

/** A DynamoTable in memory, and a look inside. */
export interface MemoryDynamo extends DynamoTable {
  /** All items of a table, in the order of their keys. Throws for a table that does not exist. */
  items(table: string): readonly Record<string, AttributeValue>[];
  /** What each table was billed. */
  counts(): Readonly<Record<string, TableCounts>>;
  /** Empties all tables and sets the counts to zero. */
  reset(): void;
  /** Does an operation at once, past the hooks. */
  apply<Operation extends keyof DynamoTable>(
    operation: Operation,
    input: Input<Operation>,
  ): Output<Operation>;
  /** Makes a row what it is elsewhere, unbilled: how a replica follows, and how a TTL deletes. */
  follow(table: string, key: Readonly<Record<string, AttributeValue>>, row: Item | undefined): void;
}

/**
 * DynamoDB in memory, for tests: evaluates the real expressions, refuses what DynamoDB refuses and counts what it bills.
 * An operation takes effect in one step between the hooks; two runs of the same calls give the same answers.
 * Reads always see the latest write. What it does not support it refuses by name, with a plain Error.
 */
export function memoryDynamo({
  tables,
  before,
  after,
  watch,
  isBilled = true,
}: MemoryDynamoOptions): MemoryDynamo {
  const watchOf = (name: string): Table['watch'] =>
    watch ? (old, next) => watch(name, old, next) : () => undefined;
  const all = new Map(
    Object.entries(tables).map(([name, schema]) => [name, emptyTable(schema, watchOf(name), isBilled)]),
  );
  const named = (name: string | undefined): Table => {
    const table = all.get(name ?? '');
    if (table === undefined) throw tableNotFound();
    return table;
  };
  const operations: { [Operation in keyof DynamoTable]: (input: Input<Operation>) => Output<Operation> } = {
    getItem: (input) => answered(getItem(named(input.TableName), input)),
    batchGetItem: (input) => answered(batchGetItem(named, input)),
    putItem: (input) => answered(putItem(named(input.TableName), input)),
    updateItem: (input) => answered(updateItem(named(input.TableName), input)),
    query: (input) => answered(query(named(input.TableName), input)),
  };
  const apply: MemoryDynamo['apply'] = (operation, input) => operations[operation](input);
  const asked =
    <Operation extends keyof DynamoTable>(operation: Operation) =>
    async (input: Input<Operation>): Promise<Output<Operation>> => {
      await before?.(operation, input);
      try {
        return apply(operation, input);
      } finally {
        await after?.(operation, input);
      }
    };
  return {
    getItem: asked('getItem'),
    batchGetItem: asked('batchGetItem'),
    putItem: asked('putItem'),
    updateItem: asked('updateItem'),
    query: asked('query'),
    apply,
    follow(name, key, row) {
      const table = named(name);
      setRow(table, identity(key, table.keys), row);
    },
    items: (name) => {
      const rows = [...named(name).rows].sort(([left], [right]) => (left < right ? -1 : 1));
      return rows.map(([, item]) => copyOf(item));
    },
    counts: () => Object.fromEntries([...all].map(([name, { meter }]) => [name, meter.counts()])),
    reset: () => {
      for (const { rows, partitions, meter } of all.values()) {
        rows.clear();
        for (const partition of partitions.values()) partition.clear();
        meter.reset();
      }
    },
  };
}

const answered = <T extends object>(output: T) => ({
  ...output,
  $metadata: { httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 },
});
