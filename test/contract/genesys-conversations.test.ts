import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { genesysConversations } from '../../functions/adapters/genesys-conversations.ts';
import { genesysRequests } from '../../functions/adapters/genesys-requests.ts';
import {
  type HttpAnswer,
  type HttpClient,
  type HttpRequest,
  httpClient,
} from '../../functions/adapters/http.ts';
import type { SoughtCall } from '../../functions/ports/telephony.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { type GenesysSimulator, startGenesysSimulator } from '../../local/simulators/genesys.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { callRequest, MINUTE, TUESDAY_10 } from '../support/builders.ts';
import { requestProblems } from '../support/contract.ts';
import { fakeClock } from '../support/fake-clock.ts';

const clock = fakeClock(TUESDAY_10);
const SOUGHT: SoughtCall = {
  attemptId: 'attempt-1',
  since: new Date(TUESDAY_10),
  phoneE164: callRequest().phoneE164,
};

/** A token that always holds, unless it was refused: then the next. */
function tokens() {
  let minted = 1;
  return {
    ready: async () => `token-${minted}`,
    atHand: () => `token-${minted}`,
    refused: (token: string) => {
      if (token === `token-${minted}`) minted++;
    },
  };
}

const looks = (http: HttpClient) =>
  genesysConversations(
    genesysRequests(http, tokens(), 1000, () => clock.now()),
    () => clock.now(),
  );

/** A platform that answers what it is told to, path by path, and remembers what it was asked. */
function scripted(answers: Readonly<Record<string, readonly unknown[]>>) {
  const asked: HttpRequest[] = [];
  const left = new Map(Object.entries(answers).map(([path, bodies]) => [path, [...bodies]]));
  const http: HttpClient = {
    async send(request): Promise<HttpAnswer> {
      asked.push(request);
      const body = left.get(request.path)?.shift();
      return body === undefined
        ? { status: 404, headers: {}, body: '{}' }
        : { status: 200, headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body) };
    },
  };
  return { asked, ...looks(http) };
}

const DETAILS = '/api/v2/analytics/conversations/details/query';
const DISCONNECT = '/api/v2/conversations/callbacks/bulk/disconnect';
const conversation = (id: string) => `/api/v2/conversations/${id}`;
const leg = (id: string, state = 'connected', more: object = {}) => ({ id, state, ...more });
const waiting = {
  participants: [
    { purpose: 'customer', attributes: { attemptId: 'attempt-1' }, callbacks: [leg('customer-leg')] },
    { purpose: 'acd', callbacks: [leg('queue-leg', 'connected', { connectedTime: TUESDAY_10 })] },
  ],
};

describe('looking a call up', () => {
  it('takes only a conversation that really carries the attempt, whatever the search says', async () => {
    const platform = scripted({
      [DETAILS]: [
        { conversations: [{ conversationId: 'a' }, { conversationId: 'b' }, { conversationId: 'gone' }] },
      ],
      [conversation('a')]: [{ participants: [{ attributes: { attemptId: 'another' } }, {}] }],
      [conversation('b')]: [waiting],
    });

    expect(await platform.findCall(SOUGHT)).toBe('b');
  });

  it('does not read conversations that began before the attempt', async () => {
    const early = new Date(Date.parse(TUESDAY_10) - 2 * MINUTE).toISOString();
    const platform = scripted({
      [DETAILS]: [{ conversations: [{ conversationId: 'a', conversationStart: early }] }],
      [conversation('a')]: [waiting],
    });

    expect(await platform.findCall(SOUGHT)).toBeUndefined();
    expect(platform.asked).toHaveLength(1);
  });

  it('reads ten at most: a number with more callbacks is nobody we can tell apart', async () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ conversationId: `c-${index}` }));
    const platform = scripted({ [DETAILS]: [{ conversations: many }] });

    expect(await platform.findCall(SOUGHT)).toBeUndefined();
    expect(platform.asked).toHaveLength(11);
  });

  it.each<[string, unknown]>([
    ['HTML', '<html></html>'],
    ['a list', []],
    ['ids that are numbers', { conversations: [{ conversationId: 7 }] }],
  ])('is transient when the search answers %s', async (_, body) => {
    const platform = scripted({ [DETAILS]: [body] });

    await expect(platform.findCall(SOUGHT)).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'genesys_unreadable',
    });
  });

  it('reads those first that began soonest after the attempt', async () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ conversationId: `c-${index}` }));
    const platform = scripted({ [DETAILS]: [{ conversations: many }], [conversation('c-49')]: [waiting] });

    expect(await platform.findCall(SOUGHT)).toBe('c-49');
  });

  it('keeps the number out of every address', async () => {
    const platform = scripted({ [DETAILS]: [{ conversations: [] }] });

    await platform.findCall(SOUGHT);

    expect(platform.asked.map(({ path }) => path).join()).not.toContain('555');
  });
});

describe('whether a call can be taken back', () => {
  const agent = (more: object) => ({ purpose: 'agent', ...more });
  const CASES: readonly [string, object, string][] = [
    ['waiting for an agent', waiting, 'waiting'],
    [
      'offered to an agent who has not taken it up',
      { participants: [...waiting.participants, agent({ callbacks: [leg('x', 'alerting')] })] },
      'waiting',
    ],
    [
      'taken up',
      {
        participants: [
          ...waiting.participants,
          agent({ callbacks: [leg('x', 'connected', { connectedTime: TUESDAY_10 })] }),
        ],
      },
      'served',
    ],
    [
      'dialed, whoever did it',
      { participants: [...waiting.participants, { purpose: 'customer', calls: [leg('y', 'dialing')] }] },
      'served',
    ],
    [
      'over after it was taken up',
      {
        endTime: TUESDAY_10,
        participants: [agent({ callbacks: [leg('x', 'disconnected', { connectedTime: TUESDAY_10 })] })],
      },
      'served',
    ],
    [
      'over without',
      { endTime: TUESDAY_10, participants: [{ callbacks: [leg('x', 'terminated')] }] },
      'withdrawn',
    ],
    [
      'over without, and the conversation does not say when',
      { participants: [{ callbacks: [leg('x', 'disconnected')] }, { callbacks: [leg('y', 'terminated')] }] },
      'withdrawn',
    ],
    [
      'half over',
      { participants: [{ callbacks: [leg('x', 'disconnected')] }, { callbacks: [leg('y')] }] },
      'waiting',
    ],
    ['of no kind we know', { participants: [] }, 'waiting'],
    [
      'told with fields that are null',
      { endTime: null, participants: [{ purpose: null, attributes: { a: null }, callbacks: [leg('x')] }] },
      'waiting',
    ],
  ];

  it.each(CASES)('%s', async (_, body, standing) => {
    const gone = { endTime: TUESDAY_10, participants: [] };
    const platform = scripted({ [conversation('a')]: [body, gone], [DISCONNECT]: [''] });

    const taken = await platform.withdraw('a');

    const wasWaiting = platform.asked.some(({ path }) => path === DISCONNECT);
    expect(wasWaiting ? 'waiting' : taken).toBe(standing);
  });
});

describe('which calls were taken up', () => {
  const detail = (id: string, ...participants: readonly object[]) => ({ conversationId: id, participants });
  const worked = (segmentType: string, purpose = 'agent', mediaType = 'callback') => ({
    purpose,
    sessions: [{ mediaType, segments: [{ segmentType }] }],
  });
  const ROWS: readonly [string, readonly object[], boolean][] = [
    ['handled by an agent', [worked('alert'), worked('interact')], true],
    ['wrapped up by an agent', [worked('wrapup')], true],
    ['handled by a user', [worked('interact', 'user')], true],
    ['called, whoever did it', [worked('dialing', 'customer', 'voice')], true],
    ['offered to an agent', [worked('alert')], false],
    ['in the queue', [worked('interact', 'acd'), worked('callback', 'customer')], false],
    ['without anybody', [], false],
    ['with people without sessions', [{ purpose: 'agent' }], false],
  ];

  it.each(ROWS)('%s', async (_, participants, served) => {
    const platform = scripted({ [DETAILS]: [{ conversations: [detail('a', ...participants)] }] });

    const found = await platform.servedAmong({ callIds: ['a'], since: SOUGHT.since });

    expect(found.has('a')).toBe(served);
  });

  it('asks for all of them at once, by their ids', async () => {
    const platform = scripted({ [DETAILS]: [{}] });

    await platform.servedAmong({ callIds: ['a', 'b'], since: SOUGHT.since });

    expect(platform.asked).toHaveLength(1);
    expect(JSON.parse(platform.asked[0]?.body ?? '').conversationFilters).toEqual([
      {
        type: 'or',
        predicates: ['a', 'b'].map((value) => ({
          type: 'dimension',
          dimension: 'conversationId',
          operator: 'matches',
          value,
        })),
      },
    ]);
  });
});

describe('taking a call back', () => {
  it('ends every communication that lives, and believes only the conversation', async () => {
    const ended = { endTime: TUESDAY_10, participants: [{ callbacks: [leg('x', 'disconnected')] }] };
    const platform = scripted({ [conversation('a')]: [waiting, ended], [DISCONNECT]: [''] });

    expect(await platform.withdraw('a')).toBe('withdrawn');

    const [, disconnect] = platform.asked;
    expect(JSON.parse(disconnect?.body ?? '')).toEqual({
      callbackDisconnectIdentifiers: [
        { conversationId: 'a', callbackId: 'customer-leg' },
        { conversationId: 'a', callbackId: 'queue-leg' },
      ],
    });
  });

  it('is not done while the conversation still waits, whatever the answer was', async () => {
    const platform = scripted({ [conversation('a')]: [waiting, waiting], [DISCONNECT]: [''] });

    await expect(platform.withdraw('a')).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'withdrawal_pending',
    });
  });

  it('came too late when an agent took it up meanwhile', async () => {
    const served = { participants: [{ purpose: 'agent', calls: [leg('y', 'dialing')] }] };
    const platform = scripted({ [conversation('a')]: [waiting, served], [DISCONNECT]: [''] });

    expect(await platform.withdraw('a')).toBe('served');
  });

  it('is done when the platform no longer knows what was waiting a moment ago', async () => {
    const platform = scripted({ [conversation('a')]: [waiting], [DISCONNECT]: [''] });

    expect(await platform.withdraw('a')).toBe('withdrawn');
  });

  it.each(['served', 'withdrawn'])('does not touch what is %s already', async (standing) => {
    const there =
      standing === 'served'
        ? { participants: [{ purpose: 'agent', calls: [leg('y', 'dialing')] }] }
        : { endTime: TUESDAY_10, participants: [] };
    const platform = scripted({ [conversation('a')]: [there], [DISCONNECT]: [''] });

    expect(await platform.withdraw('a')).toBe(standing);
    expect(platform.asked).toHaveLength(1);
  });
});

describe('on the simulated platform', () => {
  const contract = readContract('genesys-cloud');
  let simulator: GenesysSimulator;
  let bearer = '';

  beforeEach(async () => {
    clock.set(new Date(TUESDAY_10));
    simulator = await startGenesysSimulator({
      clientId: 'local',
      clientSecret: 'local',
      queueIds: ['queue-1'],
      now: () => clock.now(),
    });
    const basic = Buffer.from('local:local').toString('base64');
    const answer = await fetch(`${simulator.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials',
    });
    bearer = String(Object(await answer.json()).access_token);
  });
  afterEach(() => simulator.stop());

  const api = () => {
    const given = { ready: async () => bearer, atHand: () => bearer, refused: () => undefined };
    const now = () => clock.now();
    return genesysConversations(genesysRequests(httpClient(simulator.url), given, 1000, now), now);
  };
  const place = () =>
    fetch(`${simulator.url}/api/v2/conversations/callbacks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        callbackNumbers: [SOUGHT.phoneE164],
        routingData: { queueId: 'queue-1' },
        data: { attemptId: 'attempt-1' },
      }),
    });
  const fault = (operation: string, of: Fault) =>
    simulator.setFaults([{ system: 'genesys', operation, fault: of, times: 1 }]);

  it('asks what the contract says', async () => {
    await place();

    const callId = await api().findCall(SOUGHT);
    await api().servedAmong({ callIds: [callId ?? ''], since: SOUGHT.since });
    await api().withdraw(callId ?? '');

    expect(
      simulator
        .requests()
        .slice(2)
        .map(({ method, path }) => `${method} ${path}`),
    ).toEqual([
      `POST ${DETAILS}`,
      `GET /api/v2/conversations/${callId}`,
      `POST ${DETAILS}`,
      `GET /api/v2/conversations/${callId}`,
      `POST ${DISCONNECT}`,
      `GET /api/v2/conversations/${callId}`,
    ]);
    expect(simulator.requests().flatMap((request) => requestProblems(contract, request))).toEqual([]);
  });

  it.each<[string, Fault]>([
    ['429', { kind: 'rate-limit', retryAfterSeconds: 7 }],
    ['500', { kind: 'status', status: 500 }],
    ['a reset', { kind: 'reset' }],
    ['no answer in time', { kind: 'never' }],
    ['403', { kind: 'status', status: 403 }],
  ])('%s to the search is transient', async (_, of) => {
    await place();
    fault('searchConversations', of);

    await expect(api().findCall(SOUGHT)).rejects.toMatchObject({ name: 'TransientError' });
  });

  it('a lost answer to a withdrawal is found out by asking again', async () => {
    await place();
    const callId = (await api().findCall(SOUGHT)) ?? '';
    fault('disconnectCallbacks', { kind: 'reset-after' });

    await expect(api().withdraw(callId)).rejects.toMatchObject({ name: 'TransientError' });

    expect(await api().withdraw(callId)).toBe('withdrawn');
  });

  it('never cuts off a call that an agent has taken up', async () => {
    await place();
    const callId = (await api().findCall(SOUGHT)) ?? '';
    simulator.serve(callId);

    expect(await api().withdraw(callId)).toBe('served');
    expect(simulator.conversations()).toMatchObject([{ state: 'served' }]);
  });
});

describe('the token', () => {
  it('refused once is renewed, and the question asked once more', async () => {
    const given = tokens();
    const seen: string[] = [];
    const http: HttpClient = {
      async send({ headers }) {
        seen.push(headers.authorization ?? '');
        return seen.length === 1
          ? { status: 401, headers: {}, body: '{}' }
          : { status: 200, headers: {}, body: '{}' };
      },
    };
    const now = () => clock.now();

    const served = await genesysConversations(genesysRequests(http, given, 1000, now), now).servedAmong({
      callIds: ['a'],
      since: SOUGHT.since,
    });

    expect([...served]).toEqual([]);
    expect(seen).toEqual(['Bearer token-1', 'Bearer token-2']);
  });
});
