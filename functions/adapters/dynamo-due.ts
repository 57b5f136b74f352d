import type { DueKeys } from '../ports/due-keys.ts';
import { fromAws } from './aws-errors.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { attribute, DUE_SHARDS, shardName } from './ledger-items.ts';

/** What is due in a table with the sharded index `due`. */
export function dynamoDue(table: DynamoTable, tableName: string): DueKeys {
  const oneShard = (shard: number, now: Date, limit: number) =>
    table.query({
      TableName: tableName,
      IndexName: 'due',
      KeyConditionExpression: '#shard = :shard AND #nextAt <= :now',
      ExpressionAttributeNames: { '#shard': 'shard', '#nextAt': 'nextAt' },
      ExpressionAttributeValues: { ':shard': { S: shardName(shard) }, ':now': attribute(now.getTime()) },
      Limit: limit,
    });

  return {
    async due(now, limit) {
      const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => oneShard(shard, now, limit));
      try {
        const answers = await Promise.all(shards);
        return answers.flatMap(({ Items }) => (Items ?? []).map((item) => item.pk?.S ?? ''));
      } catch (error) {
        throw fromAws('contacts_unavailable', error);
      }
    },
  };
}
