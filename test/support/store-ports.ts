import { dynamoAttempts } from '../../functions/adapters/dynamo-attempts.ts';
import { dynamoContactCache } from '../../functions/adapters/dynamo-contact-cache.ts';
import { dynamoLedger } from '../../functions/adapters/dynamo-ledger.ts';
import { dynamoSensorDays } from '../../functions/adapters/dynamo-sensor-days.ts';
import { dynamoSuppressions } from '../../functions/adapters/dynamo-suppressions.ts';
import { dynamoSurges } from '../../functions/adapters/dynamo-surges.ts';
import type { DynamoTable } from '../../functions/adapters/dynamo-table.ts';
import type { Random } from '../../functions/ports/random.ts';

/** The ports that are nothing but tables: the product's own adapters on the tables `ledger` and `contacts`. */
export function storePorts(table: DynamoTable, random: Random) {
  return {
    ledger: dynamoLedger(table, 'ledger', random),
    contacts: dynamoContactCache(table, 'contacts'),
    suppressions: dynamoSuppressions(table, 'contacts'),
    attempts: dynamoAttempts(table, 'ledger'),
    surges: dynamoSurges(table, 'ledger', random),
    sensorDays: dynamoSensorDays(table, 'ledger'),
  };
}
