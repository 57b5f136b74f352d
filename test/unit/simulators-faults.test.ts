import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type SimulatedCrm, startCrmSimulator } from '../../local/simulators/crm.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { type GenesysSimulator, startGenesysSimulator } from '../../local/simulators/genesys.ts';

const task = {
  customerId: 'CUST-1',
  subject: 'Call back',
  description: 'The window was closed.',
  dueDate: '2025-11-24',
  priority: 'normal',
};

let crm: SimulatedCrm;
let genesys: GenesysSimulator;
let taskNumber = 0;

beforeAll(async () => {
  crm = await startCrmSimulator({ token: 'local', customers: [] });
  genesys = await startGenesysSimulator({ clientId: 'local', clientSecret: 'local', queueIds: ['q'] });
});

afterAll(() => Promise.all([crm.stop(), genesys.stop()]));

afterEach(() => {
  crm.setFaults([]);
  genesys.setFaults([]);
});

function openTask(externalId: string, signal: AbortSignal | null = null) {
  return fetch(`${crm.url}/api/v1/tasks`, {
    method: 'POST',
    headers: { authorization: 'Bearer local', 'content-type': 'application/json' },
    body: JSON.stringify({ ...task, externalId }),
    signal,
  });
}

/** One request under one fault: what the client saw, and whether the work was accepted all the same. */
async function under(fault: Fault, signal: AbortSignal | null = null) {
  const externalId = `faulty-${taskNumber++}`;
  crm.setFaults([{ system: 'crm', operation: 'openTask', fault, times: 1 }]);
  const response = await openTask(externalId, signal).catch(() => undefined);
  return {
    response,
    accepted: crm.tasks().some((one) => one.externalId === externalId),
    recorded: crm.requests().at(-1)?.answeredStatus,
  };
}

async function placeCallback(token: string) {
  return fetch(`${genesys.url}/api/v2/conversations/callbacks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ callbackNumbers: ['+12025550111'], queueId: 'q' }),
  });
}

async function token(): Promise<string> {
  const response = await fetch(`${genesys.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('local:local').toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return z.looseObject({ access_token: z.string() }).parse(await response.json()).access_token;
}

describe('faults that answer', () => {
  it.each([
    ['refuses with status', { kind: 'status', status: 503 }, 503, false],
    ['accepts, then answers status-after', { kind: 'status-after', status: 500 }, 500, true],
    ['accepts, then answers another body', { kind: 'body', status: 200, body: {} }, 200, true],
    ['answers late under delay', { kind: 'delay', ms: 20 }, 201, true],
    ['refuses with rate-limit', { kind: 'rate-limit' }, 429, false],
    ['refuses with expired-token', { kind: 'expired-token' }, 401, false],
  ] satisfies [string, Fault, number, boolean][])('%s', async (_, fault, status, accepted) => {
    const outcome = await under(fault);

    expect(outcome).toMatchObject({ response: { status }, accepted, recorded: status });
  });

  it('sends the body and headers of a status fault', async () => {
    const { response } = await under({
      kind: 'status',
      status: 502,
      body: '<html>bad gateway</html>',
      headers: { 'X-Edge': 'yes' },
    });

    expect(response?.headers.get('x-edge')).toBe('yes');
    expect(response?.headers.get('content-type')).toContain('text/html');
    expect(await response?.text()).toBe('<html>bad gateway</html>');
  });

  it.each([
    [{ kind: 'rate-limit' }, null],
    [{ kind: 'rate-limit', retryAfterSeconds: 7 }, '7'],
    [{ kind: 'rate-limit', retryAfterDate: '2025-11-21T13:00:00+01:00' }, 'Fri, 21 Nov 2025 12:00:00 GMT'],
  ] satisfies [Fault, string | null][])('asks to wait as told by %j', async (fault, retryAfter) => {
    const { response } = await under(fault);

    expect(response?.headers.get('retry-after')).toBe(retryAfter);
  });

  it('keeps the vendor error shape and headers on Genesys', async () => {
    genesys.setFaults([{ system: 'genesys', operation: 'placeCallback', fault: { kind: 'rate-limit' } }]);

    const response = await placeCallback(await token());

    expect(await response.json()).toMatchObject({ status: 429, code: 'too.many.requests' });
    expect(response.headers.get('inin-ratelimit-allowed')).toBe('300');
    expect(genesys.conversations()).toEqual([]);
  });

  it('keeps an expired Genesys token expired and takes a fresh one', async () => {
    genesys.setFaults([
      { system: 'genesys', operation: 'placeCallback', fault: { kind: 'expired-token' }, times: 1 },
    ]);
    const bearer = await token();

    const statuses = [
      (await placeCallback(bearer)).status,
      (await placeCallback(bearer)).status,
      (await placeCallback(await token())).status,
    ];

    expect(statuses).toEqual([401, 401, 200]);
  });
});

describe('faults that never answer', () => {
  it.each([
    ['never', true],
    ['never-before', false],
  ] satisfies [Fault['kind'], boolean][])(
    '%s holds the connection until the client gives up',
    async (kind, accepted) => {
      const outcome = await under({ kind }, AbortSignal.timeout(100));

      expect(outcome).toEqual({ response: undefined, accepted, recorded: 'never' });
    },
  );

  it.each([
    ['reset-after', true],
    ['reset', false],
  ] satisfies [Fault['kind'], boolean][])('%s destroys the socket', async (kind, accepted) => {
    const outcome = await under({ kind });

    expect(outcome).toEqual({ response: undefined, accepted, recorded: 'reset' });
  });

  it('stops while connections are held', async () => {
    const held = await startCrmSimulator({ token: 'local', customers: [] });
    held.setFaults([{ system: 'crm', operation: 'readCustomer', fault: { kind: 'never-before' } }]);
    const request = fetch(`${held.url}/api/v1/customers/CUST-1`).then(
      () => 'answered',
      () => 'cut',
    );
    while (held.requests().length === 0) await new Promise((resolve) => setImmediate(resolve));

    await held.stop();

    expect(await request).toBe('cut');
  });
});

describe('aiming', () => {
  it('hits as often as told, only bodies that match, and shows what is left', async () => {
    crm.setFaults([
      {
        system: 'crm',
        operation: 'POST /api/v1/tasks',
        fault: { kind: 'status', status: 503 },
        times: 2,
        match: 'aimed',
      },
    ]);

    const statuses = [(await openTask('other-1')).status, (await openTask('aimed-1')).status];
    const left = crm.faults();
    statuses.push((await openTask('aimed-1')).status, (await openTask('aimed-1')).status);

    expect(statuses).toEqual([201, 503, 503, 201]);
    expect(left).toMatchObject([{ times: 1 }]);
    expect(crm.faults()).toEqual([]);
  });

  it('does not spend a fault after acceptance on a request that is refused', async () => {
    genesys.setFaults([
      {
        system: 'genesys',
        operation: 'placeCallback',
        fault: { kind: 'status-after', status: 500 },
        times: 1,
      },
    ]);

    const statuses = [(await placeCallback('invented')).status, (await placeCallback(await token())).status];

    expect(statuses).toEqual([401, 500]);
  });

  it('refuses an unknown operation and keeps the old rules', () => {
    const rule = { system: 'crm', operation: 'openTask', fault: { kind: 'reset' } } as const;
    crm.setFaults([rule]);

    expect(() => crm.setFaults([{ ...rule, operation: 'openTsk' }])).toThrow('0.operation: "openTsk"');

    expect(crm.faults()).toEqual([rule]);
  });
});

describe('an outage', () => {
  it('refuses connections and comes back on the same port with what it knew', async () => {
    await openTask('before-outage');
    await crm.pause();
    await crm.pause();

    const refused: unknown = await openTask('during-outage').catch((error) => error.cause.code);
    await crm.resume();
    await crm.resume();
    const again = await openTask('before-outage');

    expect(refused).toBe('ECONNREFUSED');
    expect(again.status).toBe(200);
  });
});
