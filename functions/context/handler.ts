import { dynamoContactRefresh } from '../adapters/dynamo-contact-refresh.ts';
import { dynamoContactRefs } from '../adapters/dynamo-contact-refs.ts';
import { dynamoPops } from '../adapters/dynamo-pops.ts';
import { dynamoSuppressions } from '../adapters/dynamo-suppressions.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { sqsRefreshOutbox } from '../adapters/sqs-refresh-outbox.ts';
import { systemClock, systemRandom } from '../adapters/system.ts';
import { systemSleep } from '../adapters/system-sleep.ts';
import { apiRead } from '../runtime/api-read.ts';
import { readEnv } from '../runtime/env.ts';
import { ContextEnv } from './env.ts';
import { readContext } from './read-context.ts';
import { readPop } from './read-pop.ts';

const env = readEnv(ContextEnv);
const table = dynamoTable();
const ports = {
  refs: dynamoContactRefs(table, env.CONTACTS_TABLE),
  contacts: dynamoContactRefresh(table, env.CONTACTS_TABLE),
  suppressions: dynamoSuppressions(table, env.CONTACTS_TABLE),
  pops: dynamoPops(table, env.CONTACTS_TABLE),
  outbox: sqsRefreshOutbox(env.REFRESH_QUEUE),
  clock: systemClock,
  sleep: systemSleep,
  random: systemRandom,
};

export const handler = apiRead({
  name: 'contact',
  parameter: 'contactId',
  query: ['campaignId'],
  read: (contactId, query) => readContext({ contactId, ...query }, ports, env.CONTEXT),
  below: { pop: (contactId, query, here) => readPop({ contactId, ...query }, here(), ports, env.CONTEXT) },
});
