import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoTable } from '../../functions/adapters/dynamo-table.ts';
import { tableNotFound } from './dynamo-errors.ts';
import type { TableCounts } from './dynamo-meter.ts';
import { batchGetItem, getItem, query } from './dynamo-reads.ts';
import type { Table } from './dynamo-rows.ts';
import { copyOf, emptyTable } from './dynamo-rows.ts';
import type { TableSchema } from './dynamo-schema.ts';
import { putItem, updateItem } from './dynamo-writes.ts';

/** An operation and what it was asked. */
export type DynamoHook = (
  operation: keyof DynamoTable,
  input: Parameters<DynamoTable[keyof DynamoTable]>[0],
) => void | Promise<void>;

/** What there is, and where faults are let in. */
export interface MemoryDynamoOptions {
  readonly tables: Readonly<Record<string, TableSchema>>;
  /** Runs before the operation takes effect; what it throws is the answer, and nothing happened. */
  readonly before?: DynamoHook;
  /** Runs after the effect or the refusal; what it throws replaces the answer: a lost reply. */
  readonly after?: DynamoHook;
}

/** A DynamoTable in memory, and a look inside. */
export interface MemoryDynamo extends DynamoTable {
  /** All items of a table, in the order of their keys. Throws for a table that does not exist. */
  items(table: string): readonly Record<string, AttributeValue>[];
  /** What each table was billed. */
  counts(): Readonly<Record<string, TableCounts>>;
  /** Empties all tables and sets the counts to zero. */
  reset(): void;
}

/**
 * DynamoDB in memory, for tests: evaluates the real expressions, refuses what DynamoDB refuses and counts what it bills.
 * An operation takes effect in one step between the hooks; two runs of the same calls give the same answers.
 * Reads always see the latest write. What it does not support it refuses by name, with a plain Error.
 */
export function memoryDynamo({ tables, before, after }: MemoryDynamoOptions): MemoryDynamo {
  const all = new Map(Object.entries(tables).map(([name, schema]) => [name, emptyTable(schema)]));
  const named = (name: string | undefined): Table => {
    const table = all.get(name ?? '');
    if (table === undefined) throw tableNotFound();
    return table;
  };
  const run = async <In extends Parameters<DynamoHook>[1], Out extends object>(
    operation: keyof DynamoTable,
    input: In,
    effect: (input: In) => Out,
  ) => {
    await before?.(operation, input);
    try {
      return { ...effect(input), $metadata: { httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 } };
    } finally {
      await after?.(operation, input);
    }
  };
  return {
    getItem: (input) => run('getItem', input, (given) => getItem(named(given.TableName), given)),
    batchGetItem: (input) => run('batchGetItem', input, (given) => batchGetItem(named, given)),
    putItem: (input) => run('putItem', input, (given) => putItem(named(given.TableName), given)),
    updateItem: (input) => run('updateItem', input, (given) => updateItem(named(given.TableName), given)),
    query: (input) => run('query', input, (given) => query(named(given.TableName), given)),
    items: (name) => {
      const rows = [...named(name).rows].sort(([left], [right]) => (left < right ? -1 : 1));
      return rows.map(([, item]) => copyOf(item));
    },
    counts: () => Object.fromEntries([...all].map(([name, { meter }]) => [name, meter.counts()])),
    reset: () => {
      for (const { rows, meter } of all.values()) {
        rows.clear();
        meter.reset();
      }
    },
  };
}
