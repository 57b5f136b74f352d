import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoTable } from '../../functions/adapters/dynamo-table.ts';
import type { TableSchema } from '../support/dynamo-schema.ts';
import { type MemoryDynamo, memoryDynamo } from '../support/memory-dynamo.ts';
import type { Simulation } from './simulation.ts';

type Row = Readonly<Record<string, AttributeValue>>;

/** The copy that reads without consistency, and reads of indexes, may see. */
export interface Replica {
  readonly engine: MemoryDynamo;
  /** Shows a row's new state after a while; never an older state after a newer one. */
  follow(table: string, row: Row, after: Row | undefined): void;
  /** Whether this request is answered by the replica: asked once for each. */
  serves(operation: keyof DynamoTable, input: object): boolean;
}

/** How long a replica lags at most, ms. */
const LONGEST_LAG_MS = 5 * 60_000;

/** An empty replica. */
export function replicaOf(simulation: Simulation, tables: Readonly<Record<string, TableSchema>>): Replica {
  const { timeline } = simulation;
  const chance = simulation.chance('replica');
  const engine = memoryDynamo({ tables, isBilled: false });
  const shown = new Map<string, number>();
  let written = 0;

  const isLoose = (input: object): boolean => {
    if ('IndexName' in input && input.IndexName !== undefined) return true;
    const consistent = 'ConsistentRead' in input ? input.ConsistentRead : batchConsistency(input);
    return consistent !== true && chance.happens(0.75);
  };

  return {
    engine,
    follow(table, row, after) {
      const key = { pk: row.pk ?? { S: '' } };
      const [id, nth] = [`${table} ${key.pk.S}`, ++written];
      const lagMs = simulation.strikes('tableStale')
        ? simulation.lateMs(chance, 10, LONGEST_LAG_MS)
        : chance.between(0, 20);
      timeline.aside(timeline.now() + lagMs, () => {
        if ((shown.get(id) ?? 0) > nth) return;
        shown.set(id, nth);
        engine.follow(table, key, after);
      });
    },
    serves: (operation, input) => operation !== 'putItem' && operation !== 'updateItem' && isLoose(input),
  };
}

function batchConsistency(input: object): boolean | undefined {
  if (!('RequestItems' in input)) return undefined;
  const requests = Object.values(input.RequestItems ?? {}) as { ConsistentRead?: boolean }[];
  return requests.every(({ ConsistentRead }) => ConsistentRead === true);
}
