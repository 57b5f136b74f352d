import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { controlRoutes } from '../../local/simulators/control.ts';
import { type SimulatedCrm, startCrmSimulator } from '../../local/simulators/crm.ts';
import { type GenesysSimulator, startGenesysSimulator } from '../../local/simulators/genesys.ts';

let genesys: GenesysSimulator;
let crm: SimulatedCrm;
let server: Server;
let base: string;

beforeAll(async () => {
  genesys = await startGenesysSimulator({ clientId: 'local', clientSecret: 'local', queueIds: ['q'] });
  crm = await startCrmSimulator({ token: 'local', customers: [] });
  const control = controlRoutes({ platform: genesys, crm });
  server = createServer((request, response) => {
    if (!control(request, response)) response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await Promise.all([new Promise((resolve) => server.close(resolve)), genesys.stop(), crm.stop()]);
});

const Observations = z.object({
  results: z.array(
    z.object({ data: z.array(z.object({ qualifier: z.string(), stats: z.object({ count: z.number() }) })) }),
  ),
});

const put = (agents: unknown) => fetch(`${base}/__agents/q`, { method: 'PUT', body: JSON.stringify(agents) });

/** Agents on the queue by routing status, as the platform tells them. */
async function seen(): Promise<Record<string, number>> {
  const basic = Buffer.from('local:local').toString('base64');
  const login = await fetch(`${genesys.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  });
  const { access_token: token } = z.object({ access_token: z.string() }).parse(await login.json());
  const answer = await fetch(`${genesys.url}/api/v2/analytics/queues/observations/query`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      filter: {
        type: 'or',
        predicates: [{ type: 'dimension', dimension: 'queueId', operator: 'matches', value: 'q' }],
      },
      metrics: ['oOnQueueUsers'],
    }),
  });
  const { results } = Observations.parse(await answer.json());
  return Object.fromEntries((results[0]?.data ?? []).map(({ qualifier, stats }) => [qualifier, stats.count]));
}

describe('the agents on a queue', () => {
  it('are ten at first, two of them busy', async () => {
    expect(await seen()).toEqual({ INTERACTING: 2, IDLE: 8 });
  });

  it('are whom they are told to be', async () => {
    expect((await put({ interacting: 19, idle: 1, notResponding: 3 })).status).toBe(200);

    expect(await seen()).toEqual({ INTERACTING: 19, IDLE: 1, NOT_RESPONDING: 3 });
  });

  it.each([{ interacting: -1 }, { asleep: 1 }, 'many'])('are not %o', async (agents) => {
    expect((await put(agents)).status).toBe(400);
  });
});
