import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { genesysObservations } from '../../functions/adapters/genesys-observations.ts';
import { genesysRequests } from '../../functions/adapters/genesys-requests.ts';
import { httpClient } from '../../functions/adapters/http.ts';
import { clientCredentialsTokens } from '../../functions/adapters/oauth.ts';
import type { QueueObserver } from '../../functions/ports/queue-observer.ts';
import { type GenesysSimulator, startGenesysSimulator } from '../../local/simulators/genesys.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { requestProblems } from '../support/contract.ts';
import { queueObserverSuite } from './queue-observer-suite.ts';

const QUEUE_IDS = { 'field-service': 'queue-1', review: 'queue-2', gone: 'queue-3' };

describe('Genesys Cloud', () => {
  const contract = readContract('genesys-cloud');
  let simulator: GenesysSimulator;
  let observer: QueueObserver;

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
    observer = genesysObservations(genesysRequests(http, tokens, 5000, now), QUEUE_IDS);
  });
  afterEach(() => simulator.stop());

  const looked = () => simulator.requests().filter(({ path }) => path.endsWith('/observations/query'));
  const fail = (body: unknown) =>
    simulator.setFaults([
      {
        system: 'genesys',
        operation: 'observeQueues',
        fault: { kind: 'body', status: 200, body },
        times: 1,
      },
    ]);

  queueObserverSuite(() => ({
    observer,
    staff: (routingQueue, { busy, idle }) => {
      const id = { ...QUEUE_IDS }[routingQueue as keyof typeof QUEUE_IDS];
      simulator.staff(id, { interacting: busy, idle, communicating: 0, notResponding: 0 });
    },
    wait: (routingQueue, since) => {
      const id = { ...QUEUE_IDS }[routingQueue as keyof typeof QUEUE_IDS];
      const waitingSince = [new Date(since.getTime() + 60_000), since].map((at) => at.toISOString());
      simulator.staff(id, { interacting: 1, idle: 1, waitingSince });
    },
    fail: () => {
      simulator.setFaults([
        { system: 'genesys', operation: 'observeQueues', fault: { kind: 'status', status: 503 }, times: 1 },
      ]);
    },
    looks: () => looked().length,
  }));

  it('is asked as its contract says', async () => {
    await observer.observe(['field-service', 'review'], false);
    await observer.observe(['field-service', 'review'], true);

    expect(looked().flatMap((request) => requestProblems(contract, request))).toEqual([]);
    expect(looked()[0]?.body).toMatchObject({ metrics: ['oOnQueueUsers'] });
    expect(looked()[0]?.body).not.toHaveProperty('detailMetrics');
    expect(looked()[1]?.body).toMatchObject({
      metrics: ['oOnQueueUsers', 'oWaiting'],
      detailMetrics: ['oWaiting'],
    });
  });

  it('counts agents on other calls as busy, and those who do not respond not at all', async () => {
    simulator.staff('queue-1', { interacting: 1, communicating: 2, idle: 1, notResponding: 6 });

    expect((await observer.observe(['field-service'], false)).get('field-service')?.busyPercent).toBe(75);
  });

  it('saying nothing about a queue means that nobody is on it', async () => {
    expect((await observer.observe(['gone'], false)).get('gone')?.busyPercent).toBe(100);
  });

  it.each([
    ['an answer without results', {}],
    ['a queue without data', { results: [{ group: { queueId: 'queue-1' } }] }],
    [
      'a metric without a count',
      { results: [{ group: { queueId: 'queue-1' }, data: [{ metric: 'oOnQueueUsers' }] }] },
    ],
  ])('%s counts as nobody', async (_, body) => {
    fail(body);

    expect((await observer.observe(['field-service'], false)).get('field-service')?.busyPercent).toBe(100);
  });

  it('counting contacts without saying since when they wait leaves it unknown', async () => {
    fail({
      results: [{ group: { queueId: 'queue-1' }, data: [{ metric: 'oWaiting', stats: { count: 3 } }] }],
    });

    expect((await observer.observe(['field-service'], true)).get('field-service')).toEqual({
      busyPercent: 100,
    });
  });

  it('answering in another shape is asked again later', async () => {
    fail({ results: 'none' });

    await expect(observer.observe(['field-service'], false)).rejects.toMatchObject({
      reason: 'genesys_unreadable',
    });
  });

  it('is not asked about no queue at all, nor about one the stage does not name', async () => {
    expect(await observer.observe([], true)).toEqual(new Map());
    await expect(observer.observe(['nowhere'], false)).rejects.toMatchObject({ name: 'RejectedError' });

    expect(looked()).toEqual([]);
  });
});
