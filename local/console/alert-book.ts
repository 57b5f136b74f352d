import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { localClient } from '../../bin/local-client.ts';
import { batchRead } from '../../functions/adapters/dynamo-batch.ts';
import { dynamoTable } from '../../functions/adapters/dynamo-table.ts';
import { alertFrom, type Item, instant } from '../../functions/adapters/ledger-items.ts';
import type { AlertRecord } from '../../functions/ports/ledger.ts';
import type { EngineCall } from '../engine-call.ts';
import type { LocalSystem } from '../system.ts';
import type { KeptCopy } from './kept-copy.ts';

/** All alerts of a running local system, and all bodies that could not be used. */
export interface AlertBook {
  /** Reads what has been written since the last time; the first time everything. */
  refresh(): Promise<void>;
  readonly alerts: ReadonlyMap<string, AlertRecord>;
  /** Writes to the ledger so far. */
  changes(): number;
  readonly copies: ReadonlyMap<string, KeptCopy>;
}

const ALERT = 'ALERT#';
const COPY = 'QUARANTINE#';
const WRITES = new Set(['PutItem', 'UpdateItem']);

/** Most items of one BatchGetItem (DynamoDB API reference). */
const BATCH = 100;

/** A book over the ledger's table. Reading all of it each time would cost a storm more than the storm itself. */
export function alertBook(
  system: Pick<LocalSystem, 'awsEnvironment' | 'watchEngines'>,
  ledger: string,
): AlertBook {
  const options = localClient(system.awsEnvironment(), 'DYNAMODB');
  const table = dynamoTable(options);
  const alerts = new Map<string, AlertRecord>();
  const copies = new Map<string, KeptCopy>();
  let written = new Set<string>();
  let isRead = false;
  let changes = 0;

  const isOurs = ({ service, action, resource }: EngineCall): boolean =>
    service === 'dynamodb' && resource === ledger && WRITES.has(action);

  system.watchEngines((call) => {
    if (!isOurs(call)) return;
    changes += 1;
    for (const pk of call.leadingKeys) note(pk);
  });

  async function readAll(): Promise<void> {
    isRead = true;
    const pages = paginateScan(
      { client: new DynamoDBClient(options) },
      { TableName: ledger, ProjectionExpression: 'pk' },
    );
    for await (const { Items = [] } of pages) for (const { pk } of Items) note(pk?.S ?? '');
  }

  function note(pk: string): void {
    if (pk.startsWith(ALERT) || pk.startsWith(COPY)) written.add(pk);
  }

  function keep(pk: string, item: Item): void {
    if (pk.startsWith(ALERT)) alerts.set(pk, alertFrom(item));
    else if (!isMark(pk)) copies.set(pk, copyFrom(pk, item));
  }

  return {
    alerts,
    copies,
    changes: () => changes,
    async refresh() {
      if (!isRead) await readAll();
      const pks = [...written];
      written = new Set();
      for (let from = 0; from < pks.length; from += BATCH) {
        const found = await batchRead(table, {
          tableName: ledger,
          pks: pks.slice(from, from + BATCH),
          consistent: true,
          unavailable: 'ledger_unavailable',
        });
        for (const [pk, item] of found) keep(pk, item);
      }
    },
  };
}

/** `QUARANTINE#<key>`: the last copy under a key is marked there. */
const isMark = (pk: string): boolean => pk.startsWith(COPY) && pk.split('#').length === 2;

/** `QUARANTINE#<key>#<hash>`. */
function copyFrom(pk: string, item: Item): KeptCopy {
  return {
    key: decodeURIComponent(pk.split('#')[1] ?? ''),
    edgeId: item.edge?.S ?? '',
    reason: item.why?.S ?? '',
    at: instant(item.at) ?? new Date(0),
    isAlert: item.tally !== undefined,
  };
}
