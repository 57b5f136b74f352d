import type { DueKeys } from '../ports/due-keys.ts';
import { fromAws } from './aws-errors.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { attribute, DUE_SHARDS, shardName } from './ledger-items.ts';

/** What is due in a table with the sharded index `due`. `shards`: what the partitions are called. */
export function dynamoDue(
  table: DynamoTable,
  tableName: string,
  { shards = 'due', unavailable = 'contacts_unavailable' } = {},
): DueKeys {
  const oneShard = (shard: number, now: Date, limit: number) =>
    table.query({
      TableName: tableName,
      IndexName: 'due',
      KeyConditionExpression: '#shard = :shard AND #nextAt <= :now',
      ExpressionAttributeNames: { '#shard': 'shard', '#nextAt': 'nextAt' },
      ExpressionAttributeValues: {
        ':shard': { S: shardName(shard, shards) },
        ':now': attribute(now.getTime()),
      },
      Limit: limit,
    });

  return {
    async due(now, limit) {
      const asked = Array.from({ length: DUE_SHARDS }, (_, shard) => oneShard(shard, now, limit));
      try {
        const answers = await Promise.all(asked);
        return answers.flatMap(({ Items }) => (Items ?? []).map((item) => item.pk?.S ?? ''));
      } catch (error) {
        throw fromAws(unavailable, error);
      }
    },
  };
}
