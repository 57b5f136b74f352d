import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { genesysEnded } from '../../functions/adapters/genesys-ended.ts';
import { genesysRequests } from '../../functions/adapters/genesys-requests.ts';
import { httpClient } from '../../functions/adapters/http.ts';
import { clientCredentialsTokens } from '../../functions/adapters/oauth.ts';
import type { EndedConversations } from '../../functions/ports/ended-conversations.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { type GenesysSimulator, startGenesysSimulator } from '../../local/simulators/genesys.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { at, MINUTE } from '../support/builders.ts';
import { requestProblems } from '../support/contract.ts';

/** A conversation of five minutes with two agents, of whom the first has wrapped up. */
const TRANSFERRED = {
  conversationId: 'c-1',
  mediaType: 'voice',
  startedAt: at(-5 * MINUTE).toISOString(),
  endedAt: at().toISOString(),
  agents: [{ queueId: 'queue-1', wrapUpCode: 'code-1' }, { queueId: 'queue-2' }],
  attributes: { customerId: 'CUST-7' },
} as const;

describe('conversations of Genesys Cloud', () => {
  let simulator: GenesysSimulator;
  let conversations: EndedConversations;

  beforeEach(async () => {
    simulator = await startGenesysSimulator({
      clientId: 'local',
      clientSecret: 'local',
      queueIds: ['queue-1', 'queue-2'],
    });
    const now = () => new Date();
    const http = httpClient(simulator.url);
    const credentials = { value: async () => ({ clientId: 'local', clientSecret: 'local' }) };
    const tokens = clientCredentialsTokens(http, credentials, now);
    conversations = genesysEnded(genesysRequests(http, tokens, 1000, now));
  });
  afterEach(async () => {
    const contract = readContract('genesys-cloud');
    const problems = simulator.requests().flatMap((request) => requestProblems(contract, request));
    await simulator.stop();
    expect(problems).toEqual([]);
  });

  const fail = (fault: Fault, times?: number): void =>
    simulator.setFaults([
      { system: 'genesys', operation: 'readDetails', fault, ...(times !== undefined && { times }) },
    ]);

  it('tell all parts of one that was transferred, and how many wrap-ups are missing', async () => {
    simulator.putConversation(TRANSFERRED);

    expect(await conversations.read('c-1')).toEqual({
      conversationId: 'c-1',
      startedAt: at(-5 * MINUTE),
      endedAt: at(),
      channel: 'voice',
      queueIds: ['queue-1', 'queue-2'],
      skillIds: [],
      wrapUpsMissing: 1,
      wrapUpCodes: ['code-1'],
      attributes: { customerId: 'CUST-7' },
    });
  });

  it('tell of one that came back to its first queue which queue was the last', async () => {
    const agents = ['queue-1', 'queue-2', 'queue-1'].map((queueId) => ({ queueId, wrapUpCode: 'code-1' }));
    simulator.putConversation({ ...TRANSFERRED, agents });

    expect(await conversations.read('c-1')).toMatchObject({ queueIds: ['queue-2', 'queue-1'] });
  });

  it.each(['chat', 'message', 'email'] as const)(
    'tell of a digital one (%s) in the same words',
    async (mediaType) => {
      simulator.putConversation({ ...TRANSFERRED, mediaType, agents: [] });

      expect(await conversations.read('c-1')).toMatchObject({ channel: mediaType, wrapUpsMissing: 0 });
    },
  );

  it('do not say that one has ended that goes on', async () => {
    const { endedAt: _not, ...goesOn } = TRANSFERRED;
    simulator.putConversation(goesOn);

    expect(await conversations.read('c-1')).toMatchObject({ endedAt: undefined });
  });

  it('are unknown until the platform knows them', async () => {
    expect(await conversations.read('c-1')).toBeUndefined();
  });

  it.each<[string, Fault, string, string]>([
    ['throttles', { kind: 'rate-limit', retryAfterSeconds: 7 }, 'TransientError', 'genesys_throttled'],
    ['breaks down', { kind: 'status', status: 503 }, 'TransientError', 'genesys_unavailable'],
    ['does not answer', { kind: 'never' }, 'TransientError', 'genesys_unavailable'],
    ['refuses', { kind: 'status', status: 400 }, 'RejectedError', 'genesys_refused'],
    [
      'answers in another shape',
      { kind: 'body', status: 200, body: { conversation: 'moved' } },
      'RejectedError',
      'genesys_unreadable',
    ],
  ])('of a platform that %s', async (_how, fault, name, reason) => {
    simulator.putConversation(TRANSFERRED);
    fail(fault);

    await expect(conversations.read('c-1')).rejects.toMatchObject({ name, reason });
  });

  it('are asked for once more with a new token when the old one is refused', async () => {
    simulator.putConversation(TRANSFERRED);
    fail({ kind: 'expired-token' }, 1);

    expect(await conversations.read('c-1')).toMatchObject({ conversationId: 'c-1' });
  });
});
