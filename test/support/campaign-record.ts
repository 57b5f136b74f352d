import { dynamoCampaigns } from '../../functions/adapters/dynamo-campaigns.ts';
import { dynamoTable } from '../../functions/adapters/dynamo-table.ts';
import { systemRandom } from '../../functions/adapters/system.ts';
import { dueAt } from '../../functions/analytics/campaign-life.ts';
import type { CampaignRecord } from '../../functions/messages/campaign-record.ts';
import type { Laptop } from '../../local/laptop.ts';

/** What a running product remembers of a campaign. */
export function campaignRecord(laptop: Laptop, campaignId: string): Promise<CampaignRecord | undefined> {
  const aws = laptop.system.awsEnvironment();
  const table = dynamoTable({
    endpoint: aws.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    region: aws.AWS_REGION ?? '',
    credentials: {
      accessKeyId: aws.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: aws.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  const { name } = laptop.system.resource('AWS::DynamoDB::Table', 'Ledger/Table');
  return dynamoCampaigns(table, name, systemRandom, dueAt).read(campaignId);
}
