import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoTable } from '../../functions/adapters/dynamo-table.ts';
import type { TableSchema } from '../support/dynamo-schema.ts';
import { memoryDynamo, type RowWatch } from '../support/memory-dynamo.ts';
import type { Process, Processes } from './processes.ts';
import { type Replica, replicaOf } from './replica.ts';
import { type Send, sender } from './sdk-sends.ts';
import type { Simulation } from './simulation.ts';

type Row = Readonly<Record<string, AttributeValue>>;

/** DynamoDB with the SDK in front of it. */
export interface Store {
  /** The client of one process. */
  table(process: Process): DynamoTable;
  /** All rows of a table as they are. */
  items(table: string): readonly Row[];
}

/** The tables of one world. `watch` sees every row that changes, in the step in which it does. */
export function store(
  simulation: Simulation,
  processes: Processes,
  tables: Readonly<Record<string, TableSchema>>,
  watch: RowWatch,
): Store {
  const { timeline } = simulation;
  const replica: Replica | undefined =
    simulation.rate('tableStale') > 0 ? replicaOf(simulation, tables) : undefined;
  const waiting = new Map<string, { readonly left: number; readonly hear: () => void }[]>();
  const primary = memoryDynamo({
    tables,
    isBilled: false,
    watch(table, before, after) {
      watch(table, before, after);
      replica?.follow(table, before ?? after ?? {}, after);
      heard(`${table} ${(after ?? before)?.pk?.S}`);
      if (after?.expiresAt && simulation.rate('ttlPrompt') > 0) expire(table, after);
    },
  });

  function heard(row: string): void {
    const hearers = waiting.get(row);
    if (!hearers) return;
    waiting.delete(row);
    for (const { left, hear } of hearers) {
      if (left === 1) hear();
      else waiting.set(row, [...(waiting.get(row) ?? []), { left: left - 1, hear }]);
    }
  }

  /** DynamoDB deletes an expired item within days; here as soon as it may. */
  function expire(table: string, row: Row): void {
    timeline.aside(Number(row.expiresAt?.N) * 1000, () => {
      const key = { pk: row.pk ?? { S: '' } };
      const now = primary.apply('getItem', { TableName: table, Key: key }).Item;
      const isExpired = now !== undefined && Number(now.expiresAt?.N) * 1000 <= timeline.now();
      if (isExpired) primary.follow(table, key, undefined);
    });
  }

  const send: Send = sender(
    simulation,
    (operation, input) =>
      (replica?.serves(operation, input) ? replica.engine : primary).apply(operation, input),
    {
      after([input], times, hear) {
        const row = rowOf(input ?? {});
        waiting.set(row, [...(waiting.get(row) ?? []), { left: times, hear }]);
      },
    },
  );

  return {
    table: (process) => clientOf(process, processes, send),
    items: (table) => primary.items(table),
  };
}

type Input<O extends keyof DynamoTable> = Parameters<DynamoTable[O]>[0];
type Output<O extends keyof DynamoTable> = Awaited<ReturnType<DynamoTable[O]>>;

function clientOf(process: Process, processes: Processes, send: Send): DynamoTable {
  const asked =
    <O extends keyof DynamoTable>(operation: O) =>
    (input: Input<O>): Promise<Output<O>> =>
      processes.ask(process, {
        name: `${operation} ${rowOf(input)}`,
        serve: (fate, answer) => send(operation, [input], fate, (result) => answer(() => only(result()))),
      });
  let together: { readonly inputs: Input<'query'>[]; readonly answers: Promise<readonly Output<'query'>[]> };
  let isOpen = false;

  /** Queries that leave at once arrive at once: a sweep over many shards is one step, not sixteen. */
  async function query(input: Input<'query'>): Promise<Output<'query'>> {
    if (!isOpen) {
      isOpen = true;
      const inputs: Input<'query'>[] = [];
      const answers = processes.ask<readonly Output<'query'>[]>(process, {
        name: `query ${rowOf(input)}`,
        serve(fate, answer) {
          isOpen = false;
          send('query', inputs, fate, answer);
        },
      });
      together = { inputs, answers };
    }
    const { inputs, answers } = together;
    const index = inputs.push(input) - 1;
    return (await answers)[index] as Output<'query'>;
  }

  return {
    getItem: asked('getItem'),
    batchGetItem: asked('batchGetItem'),
    putItem: asked('putItem'),
    updateItem: asked('updateItem'),
    query,
  };
}

const only = <T>(outputs: readonly T[]): T => outputs[0] as T;

/** The table and the row a request is about. */
function rowOf(input: object): string {
  const { TableName, Key, Item } = input as {
    TableName?: string;
    Key?: Row;
    Item?: Row;
  };
  return `${TableName ?? 'ledger'} ${(Key ?? Item)?.pk?.S ?? ''}`.trimEnd();
}
