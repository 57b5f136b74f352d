import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { TransientError } from '../errors.ts';
import { fromAws } from './aws-errors.ts';
import type { DynamoTable } from './dynamo-table.ts';

/** DynamoDB answers a BatchGet in parts when it is pressed; what is still missing after this many is an outage. */
const BATCH_TRIES = 5;

/** Which items of which table, and the reason under which a failure is told. */
export interface BatchRead {
  readonly tableName: string;
  readonly pks: readonly string[];
  readonly consistent: boolean;
  readonly unavailable: string;
}

/** Several items by key, at most 100; those that are not there are absent. @throws {TransientError} `unavailable` */
export async function batchRead(
  table: DynamoTable,
  { tableName, pks, consistent, unavailable }: BatchRead,
): Promise<Map<string, Record<string, AttributeValue>>> {
  const found = new Map<string, Record<string, AttributeValue>>();
  let wanted = pks.map((pk) => ({ pk: { S: pk } }));
  for (let tries = 0; wanted.length > 0; tries++) {
    if (tries === BATCH_TRIES) throw new TransientError(unavailable, 'the table answered in parts only');
    const answer = await table
      .batchGetItem({ RequestItems: { [tableName]: { Keys: wanted, ConsistentRead: consistent } } })
      .catch((error: unknown) => {
        throw fromAws(unavailable, error);
      });
    for (const item of answer.Responses?.[tableName] ?? []) found.set(item.pk?.S ?? '', item);
    wanted = (answer.UnprocessedKeys?.[tableName]?.Keys ?? []).map((key) => ({ pk: { S: key.pk?.S ?? '' } }));
  }
  return found;
}
