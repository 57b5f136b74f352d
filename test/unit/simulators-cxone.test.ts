import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type CxoneSimulator, startCxoneSimulator } from '../../local/simulators/cxone.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { requestProblems } from '../support/contract.ts';

const SKILL = '48201';
const SCRIPT = 'Trunkline\\SensorCall';
const API = '/incontactapi/services/v33.0';
const NUMBER = '+12025550111';
const Tokens = z.looseObject({ access_token: z.string(), refresh_token: z.string(), id_token: z.string() });
const Accepted = z.object({ contactId: z.number() });

let simulator: CxoneSimulator;
let now: Date;

beforeEach(async () => {
  now = new Date('2026-11-21T12:00:00Z');
  simulator = await startCxoneSimulator({
    accessKeyId: 'local',
    accessKeySecret: 'secret',
    clientId: 'client',
    clientSecret: 'hush',
    skillIds: [SKILL],
    scripts: [{ path: SCRIPT, parameters: ['phoneNumber', 'attemptId', 'sensorId'] }],
    doNotCallGroupIds: ['77'],
    tokenValiditySeconds: 600,
    requestsPerMinute: 8,
    now: () => now,
  });
});
afterEach(() => simulator.stop());

function byAccessKey(accessKeySecret = 'secret') {
  return fetch(`${simulator.url}/authentication/v1/token/access-key`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ accessKeyId: 'local', accessKeySecret }),
  });
}

function byClient(fields: Record<string, string>, client = 'client:hush') {
  return fetch(`${simulator.url}/auth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(client).toString('base64')}` },
    body: new URLSearchParams(fields),
  });
}

const token = async (): Promise<string> => Tokens.parse(await (await byAccessKey()).json()).access_token;

interface Asked {
  readonly token: string;
  readonly body?: unknown;
  readonly accept?: string;
}

function api(method: string, path: string, { token, body, accept = 'application/json' }: Asked) {
  const headers = { accept, authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return fetch(`${simulator.url}${API}${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

const startQuery = (more: Record<string, string> = {}): string =>
  `/scripts/start?${new URLSearchParams({
    skillId: SKILL,
    scriptPath: SCRIPT,
    Parameters: `${NUMBER}|attempt-1|SN-1`,
    ...more,
  })}`;

async function started(bearer: string): Promise<string> {
  const answer = await api('POST', startQuery(), { token: bearer });
  return String(Accepted.parse(await answer.json()).contactId);
}

describe('tokens and discovery', () => {
  it('gives a token for an access key alone, whose id token leads to the host of the API', async () => {
    const { id_token: idToken } = Tokens.parse(await (await byAccessKey()).json());

    const claims = z
      .object({ iss: z.string(), tenantId: z.string() })
      .parse(JSON.parse(Buffer.from(idToken.split('.')[1]!, 'base64url').toString()));
    const told = await fetch(`${claims.iss}/.well-known/cxone-configuration?tenantId=${claims.tenantId}`);
    expect(await told.json()).toMatchObject({ api_endpoint: simulator.url });
  });

  it('gives a token to a registered client, and another one for its refresh token', async () => {
    const form = { grant_type: 'password', username: 'local', password: 'secret' };
    const first = Tokens.parse(await (await byClient(form)).json());

    const next = await byClient({ grant_type: 'refresh_token', refresh_token: first.refresh_token });

    expect(Tokens.parse(await next.json()).access_token).not.toBe(first.access_token);
  });

  it.each([
    ['a wrong key', () => byAccessKey('wrong'), 401],
    ['an unknown client', () => byClient({ grant_type: 'refresh_token', refresh_token: 'x' }, 'a:b'), 401],
    ['a grant that does not exist', () => byClient({ grant_type: 'client_credentials' }), 400],
  ])('refuses %s', async (_, ask, status) => {
    expect((await ask()).status).toBe(status);
  });

  it.each([
    ['without a token', ''],
    ['with a token that is over', 'old'],
  ])('refuses work %s', async (_, which) => {
    const bearer = which === '' ? '' : await token();
    now = new Date(now.getTime() + 600_000);

    const answer = await api('POST', startQuery(), { token: bearer });

    expect([answer.status, simulator.conversations()]).toEqual([401, []]);
  });

  it('takes new access keys and no other, and ends the tokens of the old ones', async () => {
    const bearer = await token();

    simulator.acceptCredentials([{ accessKeyId: 'next', accessKeySecret: 'next' }]);

    expect([
      (await byAccessKey()).status,
      (await api('POST', startQuery(), { token: bearer })).status,
    ]).toEqual([401, 401]);
  });
});

describe('what triggers a call', () => {
  it('accepts a script with 202, knows its parameters by name, and calls twice when it is asked twice', async () => {
    const bearer = await token();

    const first = await api('POST', startQuery(), { token: bearer });
    await started(bearer);

    const { contactId } = Accepted.parse(await first.json());
    expect(first.status).toBe(202);
    expect(simulator.conversations()).toMatchObject([
      {
        conversationId: String(contactId),
        queueId: SKILL,
        state: 'waiting',
        phoneNumber: NUMBER,
        data: { attemptId: 'attempt-1', sensorId: 'SN-1' },
      },
      { state: 'waiting' },
    ]);
  });

  it('accepts a callback, which carries no data', async () => {
    const query = new URLSearchParams({ phoneNumber: NUMBER, skill: SKILL });

    const answer = await api('POST', `/queuecallback?${query}`, { token: await token() });

    expect(answer.status).toBe(202);
    expect(simulator.conversations()).toMatchObject([{ phoneNumber: NUMBER, trigger: 'callback', data: {} }]);
  });

  it.each([
    ['an unknown script', { scriptPath: 'Other' }, 404],
    ['an unknown skill', { skillId: '1' }, 404],
    ['a script without a number', { Parameters: '' }, 400],
    ['parameters that are too long', { Parameters: 'x'.repeat(2001) }, 400],
    ['a parameter the contract does not name', { priority: '1' }, 400],
  ])('refuses %s', async (_, more, status) => {
    const answer = await api('POST', startQuery(more), { token: await token() });

    expect([answer.status, simulator.conversations()]).toEqual([status, []]);
  });

  it('refuses a script more than may run at once', async () => {
    const bearer = await token();
    const own = { conversationId: await started(bearer) };
    const [one] = simulator.conversations();
    for (let index = 1; index < 15_000; index++) {
      simulator.putContact({ ...one!, conversationId: `${own.conversationId}${index}` });
    }

    const answer = await api('POST', startQuery(), { token: bearer });

    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, null]);
  });

  it('throttles without saying for how long', async () => {
    const bearer = await token();
    for (let count = 0; count < 8; count++) await started(bearer);

    const answer = await api('POST', startQuery(), { token: bearer });

    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, null]);
  });

  it('renders nothing for who does not ask for JSON', async () => {
    const answer = await api('POST', startQuery(), { token: await token(), accept: '*/*' });

    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('render data')]);
  });

  it('takes faults under the common name of what places a call', async () => {
    simulator.setFaults([
      { system: 'cxone', operation: 'placeCall', fault: { kind: 'status-after', status: 503 }, times: 2 },
    ]);
    const bearer = await token();

    const statuses = [
      (await api('POST', startQuery(), { token: bearer })).status,
      (await api('POST', `/queuecallback?phoneNumber=5555550111&skill=${SKILL}`, { token: bearer })).status,
    ];

    expect([statuses, simulator.conversations().length]).toEqual([[503, 503], 2]);
  });
});

describe('what became of a contact', () => {
  const read = async (bearer: string, path: string) => {
    const answer = await api('GET', path, { token: bearer });
    return answer.status === 204 ? 204 : answer.json();
  };

  it('is found among the active ones until it ends, then among the completed ones', async () => {
    const bearer = await token();
    const id = await started(bearer);
    const asked = `?toAddress=${encodeURIComponent(NUMBER)}`;

    const waiting = await read(bearer, `/contacts/active${asked}`);
    simulator.serve(id);
    simulator.finish(id, { dispositionId: 3 });

    expect(waiting).toMatchObject({
      activeContacts: [{ contactId: Number(id), agentId: 0, toAddress: NUMBER }],
    });
    expect(await read(bearer, `/contacts/active${asked}`)).toBe(204);
    expect(
      await read(bearer, `/contacts/completed${asked}&fields=contactId,primaryDispositionId`),
    ).toMatchObject({
      totalRecords: 1,
      completedContacts: [{ contactId: Number(id), primaryDispositionId: 3 }],
    });
  });

  it('is found as late as the search is, and read at once by its id', async () => {
    const bearer = await token();
    simulator.setSearchLag(60_000);
    const id = await started(bearer);

    const late = await read(bearer, '/contacts/active');
    const states = await read(bearer, `/contacts/${id}/state-history`);
    now = new Date(now.getTime() + 60_000);

    expect(late).toBe(204);
    expect(await read(bearer, `/contacts/${id}`)).toMatchObject({ contactId: { agentId: 0 } });
    expect(states).toMatchObject({ contactStateHistory: [{ stateIndex: 0, contactId: id, agentId: 0 }] });
    expect(await read(bearer, '/contacts/active')).toMatchObject({ totalRecords: 1 });
  });

  it('shows what the script has written, and nothing for a callback', async () => {
    const bearer = await token();
    const id = await started(bearer);
    const callback = await api('POST', `/queuecallback?phoneNumber=5555550111&skill=${SKILL}`, {
      token: bearer,
    });
    const { contactId } = Accepted.parse(await callback.json());

    expect(await read(bearer, `/contacts/${id}/custom-data`)).toEqual({
      contactCustomData: [
        { name: 'attemptId', value: 'attempt-1' },
        { name: 'sensorId', value: 'SN-1' },
      ],
    });
    expect(await read(bearer, `/contacts/${contactId}/custom-data`)).toBe(204);
  });

  it.each([
    ['ends while it waits', false, 'disconnected'],
    ['goes on once an agent has it', true, 'served'],
  ])('on the signal to withdraw, %s', async (_, taken, state) => {
    const bearer = await token();
    const id = await started(bearer);
    if (taken) simulator.serve(id);

    const answer = await api('POST', `/interactions/${id}/signal?p1=withdraw`, { token: bearer });

    expect([answer.status, simulator.conversations()[0]?.state]).toEqual([200, state]);
  });

  it.each([
    ['disconnected', false],
    ['cut', true],
  ])('is %s when it is ended by force', async (state, taken) => {
    const bearer = await token();
    const id = await started(bearer);
    if (taken) simulator.serve(id);

    await api('POST', `/contacts/${id}/end`, { token: bearer });

    expect(simulator.conversations()[0]?.state).toBe(state);
  });

  it('is unknown under another id', async () => {
    expect((await api('GET', '/contacts/5/state-history', { token: await token() })).status).toBe(404);
  });

  it('refuses a search that is not simulated, instead of passing over it', async () => {
    const answer = await api('GET', '/contacts/completed?agentId=1', { token: await token() });

    expect([answer.status, await answer.text()]).toEqual([500, expect.stringContaining('agentId')]);
  });
});

describe('the DNC groups', () => {
  const records = (phoneNumber: string, more: object = {}) => ({
    dncGroupRecords: [{ phoneNumber, ...more }],
  });

  it('hold a number until it is expired, and count what does not fit in an answer of 200', async () => {
    const bearer = await token();

    const added = await api('POST', '/dnc-groups/77/records', { token: bearer, body: records(NUMBER) });
    const bad = await api('POST', '/dnc-groups/77/records', { token: bearer, body: records('none') });
    const listed = simulator.doNotCall();
    await api('DELETE', '/dnc-groups/77/records', { token: bearer, body: records(NUMBER) });

    expect([added.status, bad.status, await bad.json()]).toMatchObject([
      200,
      200,
      { resultSet: { errorCount: 1 } },
    ]);
    expect([listed, simulator.doNotCall()]).toEqual([[{ listId: '77', phoneNumber: NUMBER }], []]);
  });

  it('let go of a number whose time is over', async () => {
    const body = records(NUMBER, { expiredDate: '2026-11-21T12:05:00Z' });
    await api('POST', '/dnc-groups/77/records', { token: await token(), body });

    now = new Date('2026-11-21T12:06:00Z');

    expect(simulator.doNotCall()).toEqual([]);
  });
});

it('takes only requests that its contract knows', async () => {
  const bearer = await token();
  await started(bearer);
  await api('GET', '/contacts/completed?updatedSince=2026-11-21T00:00:00Z', { token: bearer });

  const contract = readContract('nice-cxone');
  expect(simulator.requests().flatMap((request) => requestProblems(contract, request))).toEqual([]);
  expect((await api('POST', '/outboundapi/dial', { token: bearer })).status).toBe(404);
});
