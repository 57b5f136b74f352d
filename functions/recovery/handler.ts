import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { sqsOutbox } from '../adapters/sqs-outbox.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { readEnv } from '../runtime/env.ts';
import { scheduled } from '../runtime/scheduled.ts';
import { RecoveryEnv } from './env.ts';
import { sweepDue } from './sweep-due.ts';

const env = readEnv(RecoveryEnv);
const ports = {
  ledger: dynamoLedger(dynamoTable(), env.LEDGER_TABLE, systemRandom),
  outbox: sqsOutbox({ enrichment: env.ENRICHMENT_QUEUES, followUp: env.FOLLOW_UP_QUEUE }),
  clock: systemClock,
  random: systemRandom,
};
const rules = { maxAgeMs: env.MAX_AGE_MINUTES * 60_000, protocol: env.PROTOCOL };

export const handler = scheduled({
  name: 'recovery',
  sweep: (remainingMs) => sweepDue(remainingMs, ports, rules),
});
