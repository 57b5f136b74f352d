import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoOccupancyBook } from '../adapters/dynamo-occupancy.ts';
import { dynamoPaceBook } from '../adapters/dynamo-pace.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { dynamoTally } from '../adapters/dynamo-tally.ts';
import { sqsQueueDepths } from '../adapters/sqs-queue-depths.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { apiRead } from '../runtime/api-read.ts';
import { readEnv } from '../runtime/env.ts';
import { OverviewEnv } from './env.ts';
import { readView } from './read-overview.ts';

const env = readEnv(OverviewEnv);
const table = dynamoTable();
const ports = {
  ledger: dynamoLedger(table, env.LEDGER_TABLE, systemRandom),
  book: dynamoPaceBook(table, env.LEDGER_TABLE, systemRandom),
  occupancy: dynamoOccupancyBook(table, env.LEDGER_TABLE),
  queues: sqsQueueDepths(env.QUEUE_BASE_URL, env.QUEUES),
  tally: dynamoTally(table, env.LEDGER_TABLE, systemClock),
  clock: systemClock,
};
const scope = {
  maxAgeMs: env.MAX_AGE_MINUTES * 60_000,
  occupancy: env.OCCUPANCY,
  routingQueues: env.ROUTING_QUEUES,
  budgets: env.BUDGETS,
};

export const handler = apiRead({
  name: 'overview',
  parameter: 'view',
  read: (view) => readView(view, ports, scope),
});
