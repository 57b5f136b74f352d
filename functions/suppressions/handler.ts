import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoPreviewNotices } from '../adapters/dynamo-previews.ts';
import { dynamoSuppressions } from '../adapters/dynamo-suppressions.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { sqsOutbox } from '../adapters/sqs-outbox.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { Suppression } from '../messages/suppression.ts';
import { apiWrite } from '../runtime/api-write.ts';
import { readEnv } from '../runtime/env.ts';
import { SuppressionsEnv } from './env.ts';
import { liftSuppression, recordSuppression } from './record-suppression.ts';

const env = readEnv(SuppressionsEnv);
const table = dynamoTable();
const ports = {
  ledger: dynamoLedger(table, env.LEDGER_TABLE, systemRandom),
  previews: dynamoPreviewNotices(table, env.LEDGER_TABLE, systemRandom),
  suppressions: dynamoSuppressions(table, env.CONTACTS_TABLE),
  outbox: sqsOutbox({ control: env.CONTROL_QUEUE }),
  clock: systemClock,
  random: systemRandom,
};
const rules = { mirrored: env.MIRRORED === 'true' };

export const handler = apiWrite({
  name: 'suppressions',
  message: Suppression,
  methods: {
    POST: (message) => recordSuppression(message, ports, rules),
    DELETE: (message) => liftSuppression(message, ports, rules),
  },
});
