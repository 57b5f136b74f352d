import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { genesysTelephony } from '../../functions/adapters/genesys.ts';
import { httpClient } from '../../functions/adapters/http.ts';
import { clientCredentialsTokens } from '../../functions/adapters/oauth.ts';
import type { Telephony } from '../../functions/ports/telephony.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { type GenesysSimulator, startGenesysSimulator } from '../../local/simulators/genesys.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { callRequest, TUESDAY_10 } from '../support/builders.ts';
import { requestProblems } from '../support/contract.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { simulatedTelephonySuite } from './simulated-telephony.ts';
import { YES } from './telephony-suite.ts';

describe('Genesys Cloud', () => {
  const contract = readContract('genesys-cloud');
  const clock = fakeClock(TUESDAY_10);
  let simulator: GenesysSimulator;
  let telephony: Telephony;
  let secretReads: boolean[] = [];

  beforeEach(async () => {
    clock.set(new Date(TUESDAY_10));
    simulator = await startGenesysSimulator({
      clientId: 'local',
      clientSecret: 'local',
      queueIds: ['queue-1'],
      now: () => clock.now(),
    });
    secretReads = [];
    telephony = genesys();
  });
  afterEach(() => simulator.stop());

  function genesys(requestMs = 5000, clientSecret = 'local'): Telephony {
    const credentials = {
      value: async (fresh = false) => {
        secretReads.push(fresh);
        return { clientId: 'local', clientSecret };
      },
    };
    const now = () => clock.now();
    const http = httpClient(simulator.url);
    const settings = {
      callerId: '+12025550100',
      queueIds: { 'field-service': 'queue-1', closed: 'queue-that-is-gone' },
      requestMs,
    };
    return genesysTelephony(http, clientCredentialsTokens(http, credentials, now), settings, now);
  }

  const fault = (of: Fault, operation = 'placeCallback'): void =>
    simulator.setFaults([{ system: 'genesys', operation, fault: of, times: 1 }]);
  const placed = () => simulator.requests().filter(({ path }) => path.endsWith('/callbacks'));
  async function place(request = callRequest(), platform = telephony): Promise<string> {
    await platform.prepare();
    return platform.placeCall(request, YES);
  }

  simulatedTelephonySuite(
    () => ({ telephony, simulator, clock, placed, fault, usualWaitMs: undefined, within: genesys }),
    [
      ['200 without an id', { kind: 'body', status: 200, body: { conversation: {} } }],
      ['200 with an empty id', { kind: 'body', status: 200, body: { conversation: { id: '' } } }],
      ['200 with an id of another kind', { kind: 'body', status: 200, body: { conversation: { id: '42' } } }],
      [
        '200 with an id and more in it',
        {
          kind: 'body',
          status: 200,
          body: { conversation: { id: '0b7ea0a8-7f0e-4f0c-9d5c-1f6b5a0e4c11/../x' } },
        },
      ],
    ],
  );

  it('sends what the contract says, the token request too', async () => {
    await place(callRequest({ skillIds: ['skill-1'], priority: 100 }));

    expect(simulator.requests().map(({ path }) => path)).toEqual([
      '/oauth/token',
      '/api/v2/conversations/callbacks',
    ]);
    expect(simulator.requests().flatMap((request) => requestProblems(contract, request))).toEqual([]);
    expect(simulator.conversations()).toMatchObject([
      {
        queueId: 'queue-1',
        command: {
          callbackNumbers: ['+12025550111'],
          callerId: '+12025550100',
          routingData: { queueId: 'queue-1', priority: 100, skillIds: ['skill-1'] },
          data: callRequest().callData,
        },
      },
    ]);
  });

  it('gives the id of the conversation', async () => {
    expect(await place()).toBe(simulator.conversations()[0]?.conversationId);
  });

  it('is refused for good by a queue that the platform does not know', async () => {
    await expect(place(callRequest({ routingQueue: 'closed' }))).rejects.toMatchObject({
      name: 'RejectedError',
    });
  });

  it('understands Retry-After as a date', async () => {
    fault({ kind: 'rate-limit', retryAfterDate: '2025-11-18T15:02:00Z' });

    await expect(place()).rejects.toMatchObject({ reason: 'genesys_throttled', retryAfterMs: 120_000 });
  });

  it('asks for one token for many calls, and for another before it ends', async () => {
    await Promise.all([place(), place(), place()]);
    clock.advance(23 * 60 * 60 * 1000 + 56 * 60 * 1000);
    await place();

    expect(simulator.requests().filter(({ path }) => path === '/oauth/token')).toHaveLength(2);
  });

  it('reads the secret again only after a token was refused', async () => {
    fault({ kind: 'expired-token' });
    await expect(place()).rejects.toMatchObject({ reason: 'genesys_unauthorized' });
    await place();

    expect(secretReads).toEqual([false, true]);
  });

  it.each<[string, Fault, string]>([
    ['refuses', { kind: 'status', status: 401 }, 'token_refused'],
    ['fails', { kind: 'status', status: 503 }, 'token_refused'],
    ['answers another shape', { kind: 'body', status: 200, body: { token: 'x' } }, 'token_unavailable'],
    ['breaks off', { kind: 'reset' }, 'token_unavailable'],
  ])('cannot be prepared while the login host %s', async (_, of, reason) => {
    fault(of, 'token');

    await expect(telephony.prepare()).rejects.toMatchObject({ name: 'TransientError', reason });
    await telephony.prepare();
  });

  it.each([
    [
      'a queue that the stage does not name',
      callRequest({ routingQueue: 'nowhere' }),
      'unknown_routing_queue',
    ],
    [
      'call data too long to show',
      callRequest({ callData: { ...callRequest().callData, referenceId: 'x'.repeat(256) } }),
      'call_data_too_long',
    ],
  ])('refuses %s before anything is sent', async (_, request, reason) => {
    await expect(place(request)).rejects.toMatchObject({ name: 'RejectedError', reason });

    expect(placed()).toEqual([]);
  });

  it('never tells a token or a number in an error', async () => {
    fault({ kind: 'status', status: 400, body: { message: 'bad +12025550111' } });

    const error: unknown = await place().catch((thrown: unknown) => thrown);

    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('2025550111');
  });
});
