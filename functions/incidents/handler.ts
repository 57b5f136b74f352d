import { dynamoIncidents } from '../adapters/dynamo-incidents.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { systemRandom } from '../adapters/system.ts';
import { apiRead } from '../runtime/api-read.ts';
import { readEnv } from '../runtime/env.ts';
import { IncidentsEnv } from './env.ts';
import { listIncidents } from './list-incidents.ts';

const env = readEnv(IncidentsEnv);
const incidents = dynamoIncidents(dynamoTable(), env.LEDGER_TABLE, systemRandom);

export const handler = apiRead({
  name: 'incidents',
  parameter: 'listing',
  read: (listing) => listIncidents(listing, incidents),
});
