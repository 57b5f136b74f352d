import { dynamoPops } from '../adapters/dynamo-pops.ts';
import { dynamoTable } from '../adapters/dynamo-table.ts';
import { systemClock } from '../adapters/system.ts';
import { apiRedirect } from '../runtime/api-redirect.ts';
import { readEnv } from '../runtime/env.ts';
import { PopEnv } from './env.ts';
import { openPop } from './open-pop.ts';

const env = readEnv(PopEnv);
const ports = { pops: dynamoPops(dynamoTable(), env.CONTACTS_TABLE), clock: systemClock };

export const handler = apiRedirect({
  name: 'pop',
  parameter: 'popId',
  find: (popId) => openPop(popId, ports, env.POP_MINUTES),
});
