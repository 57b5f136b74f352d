import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { genesysCampaigns } from '../../functions/adapters/genesys-campaigns.ts';
import { genesysRequests } from '../../functions/adapters/genesys-requests.ts';
import { httpClient } from '../../functions/adapters/http.ts';
import { clientCredentialsTokens } from '../../functions/adapters/oauth.ts';
import type { Campaigns } from '../../functions/ports/campaigns.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { type GenesysSimulator, startGenesysSimulator } from '../../local/simulators/genesys.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { requestProblems } from '../support/contract.ts';

const CLIENT = { clientId: 'c', clientSecret: 's' };
const ID = 'b1c7e2d4-90af-4f3e-a6d5-2e8c7f1a0b93';
const INTERVAL = {
  start: new Date('2026-11-20T22:55:00.000Z'),
  end: new Date('2026-11-21T00:03:00.000Z'),
};

let simulator: GenesysSimulator;
let campaigns: Campaigns;
/** Nobody waits ten seconds for an answer in a test. */
let impatient: Campaigns;

beforeAll(async () => {
  simulator = await startGenesysSimulator({ ...CLIENT, queueIds: [] });
  const now = () => new Date();
  const http = httpClient(simulator.url);
  const tokens = clientCredentialsTokens(http, { value: async () => CLIENT }, now);
  const within = (deadlineMs: number) =>
    genesysCampaigns(genesysRequests(http, tokens, deadlineMs, now), now);
  campaigns = within(10_000);
  impatient = within(300);
  simulator.putCampaignRun(ID, {
    campaignStatus: 'complete',
    version: 14,
    changedAt: '2026-11-20T23:58:00.000Z',
    alwaysRunning: false,
    contacts: { total: 100, called: 90, skipped: { 'contact.uncallable': 10 } },
    hours: [
      {
        start: '2026-11-20T23:00:00.000Z',
        attempts: 120,
        connects: { sale: 30, '': 10 },
        handleMs: 4_800_000,
      },
      { start: '2026-11-20T05:00:00.000Z', attempts: 7, connects: {}, handleMs: 0 },
    ],
  });
});
afterAll(() => simulator.stop());
beforeEach(() => simulator.setFaults([]));

const fail = (operation: string, fault: Fault) =>
  simulator.setFaults([{ system: 'genesys', operation, fault, times: 1 }]);

describe('campaigns of the platform', () => {
  it('are told with their configuration and live figures', async () => {
    expect(await campaigns.snapshot(ID)).toMatchObject({
      campaignId: ID,
      status: 'complete',
      version: 14,
      changedAt: new Date('2026-11-20T23:58:00.000Z'),
      alwaysRunning: false,
      configuration: { id: ID, dialingMode: 'power' },
      stats: { outstandingCalls: 0 },
    });
  });

  it('are unknown when the platform says so', async () => {
    expect(await campaigns.snapshot('nobody')).toBeUndefined();
    expect(await campaigns.figures('nobody', INTERVAL)).toBeUndefined();
  });

  it('have the figures of their interval, with the ids of the answers they come from', async () => {
    expect(await campaigns.figures(ID, INTERVAL)).toEqual({
      contacts: { total: 100, called: 90, skippedByReason: { 'contact.uncallable': 10 } },
      attempts: 120,
      connects: 40,
      handled: { count: 40, milliseconds: 4_800_000 },
      outcomes: [
        { wrapUpCode: 'sale', contacts: 30 },
        { wrapUpCode: null, contacts: 10 },
      ],
      series: [{ start: new Date('2026-11-20T23:00:00.000Z'), attempts: 120, contacts: 40 }],
      sources: [
        { query: 'progress', id: expect.stringMatching(/./), at: expect.any(Date) },
        { query: 'aggregates', id: expect.stringMatching(/./), at: expect.any(Date) },
      ],
    });
  });

  it('are listed by pages', async () => {
    expect(await campaigns.standings(1)).toMatchObject({
      campaigns: [{ campaignId: ID, status: 'complete' }],
      more: false,
    });
  });

  it.each<[string, Fault, string]>([
    ['a 429', { kind: 'status', status: 429 }, 'genesys_throttled'],
    ['a 503', { kind: 'status', status: 503 }, 'genesys_unavailable'],
    ['a reset', { kind: 'reset' }, 'genesys_unavailable'],
    ['an odd body', { kind: 'body', status: 200, body: { results: 7 } }, 'genesys_unreadable'],
  ])('are asked for again after %s', async (_, fault, reason) => {
    fail('aggregateConversations', fault);

    await expect(campaigns.figures(ID, INTERVAL)).rejects.toMatchObject({ name: 'TransientError', reason });
  });

  it('are asked for again after silence', async () => {
    fail('aggregateConversations', { kind: 'never' });

    await expect(impatient.figures(ID, INTERVAL)).rejects.toMatchObject({ name: 'TransientError' });
  });

  it('are asked for as the contract says', () => {
    const contract = readContract('genesys-cloud');
    const asked = simulator.requests().filter(({ path }) => !path.includes('oauth'));

    expect(asked.length).toBeGreaterThan(10);
    expect(asked.flatMap((request) => requestProblems(contract, request))).toEqual([]);
  });
});
