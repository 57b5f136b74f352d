import type { SensorDays } from '../ports/sensor-days.ts';
import { fromAws } from './aws-errors.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { attribute, expiresAt } from './ledger-items.ts';

const REMEMBERED_DAYS = 2;

/** Counts on the ledger's table, one item a sensor and day. */
export function dynamoSensorDays(table: DynamoTable, tableName: string): SensorDays {
  return {
    async countSlot({ customerId, sensorId }, day) {
      const parts = [customerId, sensorId, day].map(encodeURIComponent);
      const counting = table.updateItem({
        TableName: tableName,
        Key: { pk: { S: `SENSORDAY#${parts.join('#')}` } },
        UpdateExpression: 'SET #expiresAt = :expiresAt ADD #slots :one',
        ExpressionAttributeNames: { '#expiresAt': 'expiresAt', '#slots': 'slots' },
        ExpressionAttributeValues: {
          ':expiresAt': attribute(expiresAt(new Date(day), REMEMBERED_DAYS)),
          ':one': attribute(1),
        },
        ReturnValues: 'ALL_NEW',
      });
      const { Attributes } = await counting.catch((error: unknown) => {
        throw fromAws('ledger_unavailable', error);
      });
      return Number(Attributes?.slots?.N ?? 0);
    },
  };
}
