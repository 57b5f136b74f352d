import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type GenesysSimulator, startGenesysSimulator } from '../../local/simulators/genesys.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { requestProblems } from '../support/contract.ts';

const QUEUE_ID = 'queue-critical';
const Token = z.looseObject({ access_token: z.string() });
const Created = z.looseObject({
  conversation: z.looseObject({ id: z.string(), selfUri: z.string() }),
  callbackIdentifiers: z.tuple([z.looseObject({ id: z.string() }), z.looseObject({ id: z.string() })]),
});

const contract = readContract('genesys-cloud');
const callback = {
  callbackNumbers: ['+12025550111'],
  routingData: { queueId: QUEUE_ID, priority: 10 },
  callbackUserName: 'Ada Sample',
  data: { sensorId: 'SN-1', attemptId: 'attempt-1' },
};

let simulator: GenesysSimulator;
let now: Date;

beforeEach(async () => {
  now = new Date('2025-11-21T12:00:00Z');
  simulator = await startGenesysSimulator({
    clientId: 'local',
    clientSecret: 'local',
    queueIds: [QUEUE_ID],
    tokenValiditySeconds: 600,
    requestsPerMinute: 5,
    now: () => now,
  });
});

afterEach(() => simulator.stop());

function askToken(client = 'local:local', form = 'grant_type=client_credentials') {
  return fetch(`${simulator.url}/oauth/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(client).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: form,
  });
}

async function token(): Promise<string> {
  return Token.parse(await (await askToken()).json()).access_token;
}

function api(method: string, path: string, given: { token: string; body?: unknown }) {
  const headers = { authorization: `Bearer ${given.token}`, 'content-type': 'application/json' };
  const body = given.body === undefined ? {} : { body: JSON.stringify(given.body) };
  return fetch(`${simulator.url}${path}`, { method, headers, ...body });
}

function place(bearer: string, body: unknown = callback) {
  return api('POST', '/api/v2/conversations/callbacks', { token: bearer, body });
}

function waitingCount() {
  return simulator.conversations().filter((conversation) => conversation.state === 'waiting').length;
}

describe('the login host', () => {
  it('issues a token with its lifetime', async () => {
    const response = await askToken();

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      expires_in: 600,
    });
  });

  it('refuses a wrong client in its own error shape', async () => {
    const response = await askToken('local:wrong');

    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: 'invalid_client', description: expect.any(String) });
  });

  it.each([
    ['grant_type=password', 'unsupported_grant_type'],
    ['grant_type=client_credentials&scope=all', 'invalid_request'],
    ['', 'invalid_request'],
  ])('refuses the form "%s"', async (form, error) => {
    const response = await askToken('local:local', form);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error });
  });
});

describe('placing a callback', () => {
  it('accepts it, answers both ids and keeps it waiting', async () => {
    const response = await place(await token());

    const body = Created.parse(await response.json());
    const route = contract.route('POST', '/api/v2/conversations/callbacks')!;
    expect(response.status).toBe(200);
    expect(contract.answerProblems(route.operation, 200, body)).toEqual([]);
    expect(simulator.conversations()).toEqual([
      {
        conversationId: body.conversation.id,
        callbackId: body.callbackIdentifiers[0].id,
        queueCallbackId: body.callbackIdentifiers[1].id,
        queueId: QUEUE_ID,
        acceptedAt: now.toISOString(),
        state: 'waiting',
        phoneNumber: '+12025550111',
        data: { sensorId: 'SN-1', attemptId: 'attempt-1' },
        command: callback,
      },
    ]);
  });

  it('calls twice when it is asked twice', async () => {
    const bearer = await token();

    await place(bearer);
    await place(bearer);

    expect(waitingCount()).toBe(2);
  });

  it.each([
    ['an unknown property', { ...callback, scope: 'x' }, 400, 'bad.request', 'scope'],
    [
      'an unknown nested property',
      { ...callback, routingData: { queueId: QUEUE_ID, wrapup: 'x' } },
      400,
      'bad.request',
      'routingData.wrapup',
    ],
    ['a number where text belongs', { ...callback, data: { a: 1 } }, 400, 'bad.request', 'data.a'],
  ])('refuses %s and names the field', async (_, body, status, code, fieldName) => {
    const response = await place(await token(), body);

    const contextId = response.headers.get('inin-correlation-id');
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      status,
      code,
      contextId,
      message: expect.stringContaining(fieldName),
      details: [{ errorCode: 'invalid.value', fieldName }],
    });
    expect(waitingCount()).toBe(0);
  });

  it.each([
    ['no number', { ...callback, callbackNumbers: [] }, 400, 'callback.error.missing.callback.numbers'],
    ['no queue', { callbackNumbers: ['+12025550111'] }, 400, 'callback.error.missing.queue.id'],
    ['an unknown queue', { ...callback, routingData: { queueId: 'nowhere' } }, 404, 'not.found'],
    [
      'a time beyond thirty days',
      { ...callback, callbackScheduledTime: '2025-12-22T00:00:00.000Z' },
      400,
      'callback.error.scheduled.time.too.far.in.future',
    ],
  ])('refuses %s', async (_, body, status, code) => {
    const response = await place(await token(), body);

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  it('refuses another content type with 415', async () => {
    const response = await fetch(`${simulator.url}/api/v2/conversations/callbacks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await token()}`, 'content-type': 'text/plain' },
      body: JSON.stringify(callback),
    });

    expect(response.status).toBe(415);
  });
});

describe('tokens and rates', () => {
  it('asks for authentication when there is none', async () => {
    const response = await fetch(`${simulator.url}/api/v2/tokens/me`);

    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'authentication.required' });
  });

  it('refuses an invented and an expired token', async () => {
    const bearer = await token();
    now = new Date(now.getTime() + 600_000);

    const answers = await Promise.all([place('invented'), place(bearer)]);

    expect(answers.map((response) => response.status)).toEqual([401, 401]);
    expect(await answers[1].json()).toMatchObject({ code: 'bad.credentials' });
  });

  it('answers 429 beyond the rate of a minute and recovers in the next', async () => {
    const bearer = await token();
    for (let count = 0; count < 5; count += 1) await place(bearer);
    now = new Date(now.getTime() + 20_000);

    const limited = await place(bearer);
    now = new Date(now.getTime() + Number(limited.headers.get('retry-after')) * 1000);
    const later = await place(bearer);

    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toBe('40');
    expect(await limited.json()).toMatchObject({ code: 'too.many.requests' });
    expect(later.status).toBe(200);
  });

  it('reports the rate and a correlation id on every answer', async () => {
    const answers = [await askToken('local:wrong'), await place(await token()), await place('invented')];

    for (const { headers } of answers) {
      expect(headers.get('inin-ratelimit-allowed')).toBe('5');
      expect(Number(headers.get('inin-ratelimit-count'))).toBeGreaterThan(0);
      expect(Number(headers.get('inin-ratelimit-reset'))).toBeGreaterThan(0);
      expect(headers.get('inin-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

describe('the rest of the platform', () => {
  it('reads a callback back and withdraws it in bulk', async () => {
    const bearer = await token();
    const created = Created.parse(await (await place(bearer)).json());
    const conversationId = created.conversation.id;
    const callbackDisconnectIdentifiers = [
      { conversationId, callbackId: created.callbackIdentifiers[0].id },
      { conversationId: 'unknown', callbackId: 'unknown' },
    ];

    const read = await api('GET', created.conversation.selfUri, { token: bearer });
    const withdrawn = await api('POST', '/api/v2/conversations/callbacks/bulk/disconnect', {
      token: bearer,
      body: { callbackDisconnectIdentifiers },
    });

    expect(await read.json()).toMatchObject({
      id: conversationId,
      participants: [{ purpose: 'customer', attributes: callback.data }, { purpose: 'acd' }],
    });
    expect(withdrawn.status).toBe(202);
    expect(waitingCount()).toBe(0);
  });

  const details = (bearer: string, number: string, more: object = {}) =>
    api('POST', '/api/v2/analytics/conversations/details/query', {
      token: bearer,
      body: {
        interval: '2025-11-21T11:00:00.000Z/2025-11-21T13:00:00.000Z',
        segmentFilters: [
          {
            type: 'and',
            predicates: [
              { type: 'dimension', dimension: 'mediaType', operator: 'matches', value: 'callback' },
              { type: 'dimension', dimension: 'callbackNumber', operator: 'matches', value: number },
            ],
          },
        ],
        ...more,
      },
    });

  it('finds callbacks by their number, by the day they began, and not before it has indexed them', async () => {
    const bearer = await token();
    const { conversation } = Created.parse(await (await place(bearer)).json());
    simulator.setSearchLag(60_000);

    const early = await details(bearer, '+12025550111');
    now = new Date(now.getTime() + 60_000);
    const found = await details(bearer, '+12025550111');
    const other = await details(bearer, '+12025550112');
    const dayBefore = { interval: '2025-11-20T11:00:00.000Z/2025-11-20T13:00:00.000Z' };

    expect(await early.json()).toEqual({ conversations: [], totalHits: 0 });
    expect(await found.json()).toMatchObject({
      conversations: [{ conversationId: conversation.id, participants: [{ purpose: 'customer' }] }],
      totalHits: 1,
    });
    expect(await other.json()).toMatchObject({ totalHits: 0 });
    expect(await (await details(bearer, '+12025550111', dayBefore)).json()).toMatchObject({ totalHits: 0 });
  });

  it('tells no data of a callback in a search: they are in the conversation alone', async () => {
    const bearer = await token();
    await place(bearer);

    expect(await (await details(bearer, '+12025550111')).text()).not.toContain('attempt-1');
  });

  it('refuses by name what it cannot search by', async () => {
    const predicates = [{ type: 'dimension', dimension: 'ani', operator: 'matches', value: 'x' }];
    const response = await details(await token(), '+12025550111', {
      segmentFilters: [{ type: 'or', predicates }],
    });

    expect(response.status).toBe(501);
    expect(await response.json()).toMatchObject({ message: expect.stringContaining('ani') });
  });

  it('shows the agent who has taken a callback up, and marks one that is cut off', async () => {
    const bearer = await token();
    const { conversation, callbackIdentifiers } = Created.parse(await (await place(bearer)).json());
    const path = `/api/v2/conversations/${conversation.id}`;

    const served = simulator.serve(conversation.id);
    const again = simulator.serve(conversation.id);
    const read = await api('GET', path, { token: bearer });
    await api('POST', '/api/v2/conversations/callbacks/bulk/disconnect', {
      token: bearer,
      body: {
        callbackDisconnectIdentifiers: [
          { conversationId: conversation.id, callbackId: callbackIdentifiers[1].id },
        ],
      },
    });

    expect([served, again]).toEqual([true, false]);
    expect(await read.json()).toMatchObject({
      participants: [{}, {}, { purpose: 'agent', calls: [{ direction: 'outbound' }] }],
    });
    expect(simulator.conversations()).toMatchObject([{ state: 'cut' }]);
  });

  it.each([
    ['/api/v2/conversations/nowhere', 404, { code: 'not.found', entityId: 'nowhere' }],
    ['/api/v2/tokens/me', 200, { OAuthClient: { authorizedGrantType: 'CLIENT-CREDENTIALS' } }],
    ['/api/v2/organizations/me', 200, { state: 'active' }],
    [`/api/v2/routing/queues/${QUEUE_ID}`, 200, { mediaSettings: { callback: { maxRetryCount: 0 } } }],
    ['/api/v2/routing/queues/nowhere', 404, { code: 'not.found', entityId: 'nowhere' }],
    ['/api/v2/conversations/callbacks/nowhere', 404, { code: 'not.found', entityId: 'nowhere' }],
    ['/api/v2/timezones', 501, { message: 'getTimezones is not simulated' }],
    ['/api/v2/queues/conversations/voice', 404, { code: 'not.found' }],
  ])('answers GET %s with %i', async (path, status, body) => {
    const response = await api('GET', path, { token: await token() });

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject(body);
  });

  it('refuses a body beyond the platform limit', async () => {
    const response = await place(await token(), { ...callback, callerIdName: 'x'.repeat(600_000) });

    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 'request.entity.too.large' });
  });
});

describe('the recording', () => {
  it('keeps every request in order, parsed and without credentials', async () => {
    const bearer = await token();
    await place(bearer);
    await api('GET', '/api/v2/tokens/me?preserveIdleTTL=true', { token: bearer });

    const [login, placed, read] = simulator.requests();

    expect(login).toMatchObject({
      at: now.toISOString(),
      system: 'genesys',
      method: 'POST',
      path: '/oauth/token',
      body: { grant_type: 'client_credentials' },
      headers: { authorization: 'Basic ***' },
      answeredStatus: 200,
    });
    expect(placed).toMatchObject({ body: callback, headers: { authorization: 'Bearer ***' } });
    expect(read).toMatchObject({ path: '/api/v2/tokens/me', query: { preserveIdleTTL: ['true'] } });
    expect(JSON.stringify(simulator.requests())).not.toContain(bearer);
    expect(simulator.requests().flatMap((request) => requestProblems(contract, request))).toEqual([]);
  });

  it('forgets requests without forgetting what was accepted', async () => {
    await place(await token());

    simulator.clearRequests();

    expect(simulator.requests()).toEqual([]);
    expect(waitingCount()).toBe(1);
  });
});
