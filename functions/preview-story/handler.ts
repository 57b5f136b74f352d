import { dynamoPreviews } from '../adapters/dynamo-previews.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { systemRandom } from '../adapters/system.ts';
import { apiRead } from '../runtime/api-read.ts';
import { readEnv } from '../runtime/env.ts';
import { PreviewStoryEnv } from './env.ts';
import { tellPreview } from './tell-preview.ts';

const env = readEnv(PreviewStoryEnv);
const previews = dynamoPreviews(dynamoTable(), env.LEDGER_TABLE, systemRandom);

export const handler = apiRead({
  name: 'preview',
  parameter: ['contactId', 'campaignId'],
  read: (contactId, { campaignId = '' }) => tellPreview({ contactId, campaignId }, previews),
});
