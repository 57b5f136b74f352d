import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { systemRandom } from '../adapters/system.ts';
import { apiRead } from '../runtime/api-read.ts';
import { readEnv } from '../runtime/env.ts';
import { StoryEnv } from './env.ts';
import { tellStory } from './tell-story.ts';

const env = readEnv(StoryEnv);
const ledger = dynamoLedger(dynamoTable(), env.LEDGER_TABLE, systemRandom);

export const handler = apiRead({
  name: 'story',
  parameter: 'idempotencyKey',
  read: (key) => tellStory(key, ledger),
});
