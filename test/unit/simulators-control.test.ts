import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
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

afterEach(async () => {
  await control('DELETE', '/__requests');
  await control('PUT', '/__faults', []);
});

afterAll(async () => {
  server.closeAllConnections();
  await Promise.all([new Promise((resolve) => server.close(resolve)), genesys.stop(), crm.stop()]);
});

async function control(method: string, path: string, body?: unknown) {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${base}${path}`, { method, ...sent });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

function readCustomer(id: string) {
  return fetch(`${crm.url}/api/v1/customers/${id}`, { headers: { authorization: 'Bearer local' } });
}

describe('requests', () => {
  it('are listed over all systems in order of arrival, or for one system', async () => {
    await readCustomer('CUST-1');
    await fetch(`${genesys.url}/api/v2/tokens/me`);
    await readCustomer('CUST-2');

    const all = await control('GET', '/__requests');
    const one = await control('GET', '/__requests?system=genesys');

    expect(all.body.map((request: { system: string }) => request.system)).toEqual(['crm', 'genesys', 'crm']);
    expect(one.body).toMatchObject([{ system: 'genesys', path: '/api/v2/tokens/me', answeredStatus: 401 }]);
  });

  it('are forgotten on demand', async () => {
    await readCustomer('CUST-1');

    const cleared = await control('DELETE', '/__requests');

    expect(cleared.status).toBe(204);
    expect((await control('GET', '/__requests')).body).toEqual([]);
  });

  it('of an unknown system are a clear error', async () => {
    const answer = await control('GET', '/__requests?system=desk');

    expect(answer).toMatchObject({ status: 400, body: { problems: [expect.stringMatching(/^system: /)] } });
  });
});

describe('faults', () => {
  const rules = [
    { system: 'crm', operation: 'readCustomer', fault: { kind: 'status', status: 503 } },
    { system: 'genesys', operation: 'token', fault: { kind: 'reset' }, times: 3 },
  ];

  it('replace all rules and take effect', async () => {
    const put = await control('PUT', '/__faults', rules);

    expect(put.status).toBe(200);
    expect((await control('GET', '/__faults')).body).toEqual(expect.arrayContaining(rules));
    expect((await readCustomer('CUST-1')).status).toBe(503);
  });

  it.each([
    ['a bad field', [...rules, { ...rules[0], fault: { kind: 'delay', ms: -1 } }], '2.fault.ms'],
    ['an unknown operation', [rules[0], { ...rules[1], operation: 'dial' }], '1.operation'],
    ['a system that is not simulated', [rules[0], { ...rules[1], system: 'cxone' }], '1.system'],
  ])('with %s name it and change nothing', async (_, body, field) => {
    const put = await control('PUT', '/__faults', body);

    expect(put.status).toBe(400);
    expect(put.body.problems).toEqual([expect.stringContaining(field)]);
    expect((await control('GET', '/__faults')).body).toEqual([]);
  });
});

describe('the platform that runs, named as telephony', () => {
  it('takes faults, loses its connection, and gives its requests alone', async () => {
    await fetch(`${genesys.url}/api/v2/tokens/me`);
    await readCustomer('CUST-1');
    const fault = { system: 'telephony', operation: 'placeCall', fault: { kind: 'never' } };

    const put = await control('PUT', '/__faults', [fault]);
    const seen = await control('GET', '/__requests?system=telephony');
    const down = await control('PUT', '/__down', { system: 'telephony', down: true });

    expect([put.status, put.body, genesys.faults()]).toEqual([200, [fault], [fault]]);
    expect(seen.body).toMatchObject([{ system: 'genesys', path: '/api/v2/tokens/me' }]);
    expect(down.status).toBe(200);
    await expect(fetch(`${genesys.url}/api/v2/tokens/me`)).rejects.toThrow();
    await control('PUT', '/__down', { system: 'telephony', down: false });
  });
});

describe('customers, tasks, calls', () => {
  const customer = { phoneNumber: '+61255501234', doNotDisturb: false };

  it('puts a customer the CRM then knows', async () => {
    const put = await control('PUT', '/__customers/CUST-9', customer);

    expect(put.status).toBe(200);
    expect(await (await readCustomer('CUST-9')).json()).toEqual({ customerId: 'CUST-9', ...customer });
  });

  it.each([
    ['a wrong type', '/__customers/CUST-9', { ...customer, doNotDisturb: 'no' }, 'doNotDisturb'],
    ['another id', '/__customers/CUST-9', { ...customer, customerId: 'CUST-8' }, 'customerId'],
    ['an id that no URL carries', '/__customers/a%2Fb', customer, 'customerId'],
  ])('refuses %s and names it', async (_, path, body, field) => {
    const put = await control('PUT', path, body);

    expect(put.status).toBe(400);
    expect(put.body.problems.join()).toContain(field);
  });

  it('lists tasks and calls', async () => {
    const lists = [await control('GET', '/__tasks'), await control('GET', '/__calls')];

    expect(lists).toEqual([
      { status: 200, body: [] },
      { status: 200, body: [] },
    ]);
  });
});

describe('outages', () => {
  it('takes one system down and up again', async () => {
    await control('PUT', '/__down', { system: 'crm', down: true });
    const refused = await readCustomer('CUST-1').catch((error) => error.cause.code);
    await control('PUT', '/__down', { system: 'crm', down: false });

    expect(refused).toBe('ECONNREFUSED');
    expect((await readCustomer('CUST-1')).status).toBe(404);
  });

  it('refuses anything but a system and a flag', async () => {
    const answer = await control('PUT', '/__down', { system: 'crm', down: 'yes' });

    expect(answer).toMatchObject({ status: 400, body: { problems: [expect.stringMatching(/^down: /)] } });
  });
});

describe('other requests', () => {
  it('lets an agent take a call up, once, and the search lag', async () => {
    const basic = Buffer.from('local:local').toString('base64');
    const granted = await fetch(`${genesys.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials',
    });
    const { access_token: bearer } = Object(await granted.json());
    await fetch(`${genesys.url}/api/v2/conversations/callbacks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ callbackNumbers: ['+12025550111'], routingData: { queueId: 'q' } }),
    });
    const [waiting] = (await control('GET', '/__calls')).body;

    const served = await control('PUT', `/__calls/${waiting.conversationId}`, { state: 'served' });
    const again = await control('PUT', `/__calls/${waiting.conversationId}`, { state: 'served' });

    expect(served).toMatchObject({ status: 200, body: { state: 'served' } });
    expect(again.status).toBe(409);
    expect(await control('PUT', '/__search-lag', { seconds: 90 })).toMatchObject({ status: 200 });
    expect(await control('PUT', '/__search-lag', { seconds: -1 })).toMatchObject({
      status: 400,
      body: { problems: [expect.stringContaining('seconds')] },
    });
    expect(await control('PUT', '/__calls/x', { state: 'cut' })).toMatchObject({ status: 400 });
  });

  it('leaves other paths to the server it is mounted on', async () => {
    const response = await fetch(`${base}/v1/alerts`);

    expect(response.status).toBe(418);
  });

  it('names the methods of a control path', async () => {
    expect(await control('POST', '/__tasks')).toEqual({ status: 405, body: { error: 'use GET' } });
  });
});
