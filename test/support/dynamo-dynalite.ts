import { once } from 'node:events';
import { Server } from 'node:http';
import { createRequire } from 'node:module';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoTableOptions } from '../../functions/adapters/dynamo-table.ts';

/** A running dynalite and how to reach it. */
export interface Dynalite {
  readonly options: DynamoTableOptions;
  stop(): Promise<void>;
}

// dynalite is CommonJS without types.
function newServer(): Server {
  const make: unknown = createRequire(import.meta.url)('dynalite');
  if (typeof make !== 'function') throw new Error('dynalite does not export a function');
  const server: unknown = make({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  if (!(server instanceof Server)) throw new Error('dynalite did not make an HTTP server');
  return server;
}

// The same table as in the engine's own tests.
const LEDGER = new CreateTableCommand({
  TableName: 'ledger',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'shard', AttributeType: 'S' },
    { AttributeName: 'nextAt', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'due',
      KeySchema: [
        { AttributeName: 'shard', KeyType: 'HASH' },
        { AttributeName: 'nextAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
});

/** Starts dynalite in this process, in memory, on a free port of loopback, with the ledger's table. */
export async function startDynalite(): Promise<Dynalite> {
  const server = newServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const options = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const client = new DynamoDBClient(options);
  await client.send(LEDGER);
  client.destroy();
  return {
    options,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
