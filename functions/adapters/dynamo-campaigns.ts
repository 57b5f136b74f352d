import { CampaignRecord } from '../messages/campaign-record.ts';
import type { CampaignLedger } from '../ports/campaign-ledger.ts';
import type { Random } from '../ports/random.ts';
import { fromAws } from './aws-errors.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { attribute } from './ledger-items.ts';
import { versionedItems } from './versioned-item.ts';

/** Campaigns with something due, on the index `due`; apart from the shards that recovery sweeps. */
const CAMPAIGN_SHARD = 'campaigns#0';

const campaignKey = (campaignId: string): string => `CAMPAIGN#${encodeURIComponent(campaignId)}#completion`;

/** The campaign a partition key stands for; `undefined` when it stands for none. */
const idOfKey = (pk: string | undefined): string | undefined => {
  const id = /^CAMPAIGN#([^#]+)#completion$/.exec(pk ?? '')?.[1];
  return id === undefined ? undefined : decodeURIComponent(id);
};

/**
 * Campaigns on the ledger's table, one item each. They never expire: a campaign that comes back after a year must find
 * that its last end has been reported. `dueAt`: when something of a record is due.
 */
export function dynamoCampaigns(
  table: DynamoTable,
  tableName: string,
  random: Random,
  dueAt: (record: CampaignRecord) => Date | undefined,
): CampaignLedger {
  const items = versionedItems({
    table,
    tableName,
    random,
    schema: CampaignRecord,
    due(record) {
      const at = dueAt(record);
      return at && { shard: CAMPAIGN_SHARD, at };
    },
  });

  return {
    read: (campaignId) => items.change(campaignKey(campaignId), (record) => ({ answer: record })),

    change: (campaignId, decide) =>
      items.change(campaignKey(campaignId), (record) => {
        const { next, answer } = decide(record);
        return next === undefined ? { answer } : { state: next, answer };
      }),

    async due(now, limit) {
      try {
        const { Items } = await table.query({
          TableName: tableName,
          IndexName: 'due',
          KeyConditionExpression: '#shard = :shard AND #nextAt <= :now',
          ExpressionAttributeNames: { '#shard': 'shard', '#nextAt': 'nextAt' },
          ExpressionAttributeValues: {
            ':shard': attribute(CAMPAIGN_SHARD),
            ':now': attribute(now.getTime()),
          },
          Limit: limit,
        });
        return (Items ?? []).flatMap(({ pk }) => idOfKey(pk?.S) ?? []);
      } catch (error) {
        throw fromAws('ledger_unavailable', error);
      }
    },
  };
}
