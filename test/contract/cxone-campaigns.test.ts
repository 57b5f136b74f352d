import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cxoneCampaigns } from '../../functions/adapters/cxone-campaigns.ts';
import { cxoneRequests } from '../../functions/adapters/cxone-requests.ts';
import type { Campaigns } from '../../functions/ports/campaigns.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import type { CampaignRun } from '../../local/simulators/genesys-campaign-runs.ts';
import { type CxoneUnit, cxoneUnit } from '../support/cxone-unit.ts';

const ID = '5001';
const FED = '5002';
const NOW = '2026-11-21T00:30:00.000Z';
const INTERVAL = {
  start: new Date('2026-11-20T22:55:00.000Z'),
  end: new Date('2026-11-21T00:03:00.000Z'),
};
const RUN: CampaignRun = {
  campaignStatus: 'complete',
  version: 1,
  changedAt: '2026-11-20T23:58:00.000Z',
  alwaysRunning: false,
  contacts: { total: 100, called: 100, skipped: {} },
  hours: [
    { start: '2026-11-20T23:00:00.000Z', attempts: 120, connects: { 17: 30, '': 10 }, handleMs: 4_800_000 },
    { start: '2026-11-20T05:00:00.000Z', attempts: 7, connects: {}, handleMs: 0 },
  ],
};

describe('skills of NICE CXone as campaigns', () => {
  let unit: CxoneUnit;
  let campaigns: Campaigns;

  beforeEach(async () => {
    unit = await cxoneUnit(NOW, { skillIds: ['4001'] });
    campaigns = within(10_000);
    unit.simulator.putCampaignRun(ID, RUN);
  });
  afterEach(async () => {
    const problems = unit.problems();
    await unit.simulator.stop();
    expect(problems).toEqual([]);
  });

  function within(deadlineMs: number): Campaigns {
    const { api, tokens, now } = unit.access;
    return cxoneCampaigns(cxoneRequests(api, tokens, deadlineMs, now), { fed: new Set([FED]), now });
  }
  const fail = (operation: string, fault: Fault) =>
    unit.simulator.setFaults([{ system: 'cxone', operation, fault, times: 1 }]);
  const standing = async (campaignId: string) =>
    (await campaigns.standings(1)).campaigns.find((one) => one.campaignId === campaignId);

  it('are told with their configuration and what is left of their lists', async () => {
    expect(await campaigns.snapshot(ID)).toEqual({
      campaignId: ID,
      status: 'complete',
      version: Date.parse(NOW) / 1000,
      changedAt: new Date(NOW),
      seenAt: new Date(NOW),
      alwaysRunning: false,
      configuration: {
        skill: expect.objectContaining({ skillId: 5001, outboundStrategy: 'Personal Connection' }),
        parameters: expect.objectContaining({ generalSettings: { maximumRatio: 1 } }),
      },
      stats: expect.objectContaining({ total: 100, fresh: 0, left: 0 }),
    });
  });

  it('are unknown when the platform says so', async () => {
    expect(await campaigns.snapshot('5999')).toBeUndefined();
    expect(await campaigns.figures('5999', INTERVAL)).toBeUndefined();
    expect(await campaigns.figures('nobody', INTERVAL)).toBeUndefined();
  });

  it('have the figures of their interval: dials and connects, and what became of each call', async () => {
    expect(await campaigns.figures(ID, INTERVAL)).toEqual({
      contacts: { total: 100, called: 100, skippedByReason: {} },
      attempts: 120,
      connects: 40,
      handled: { count: 40, milliseconds: 4_800_000 },
      outcomes: [
        { wrapUpCode: '17', contacts: 30 },
        { wrapUpCode: null, contacts: 10 },
      ],
      series: [{ start: new Date('2026-11-20T23:00:00.000Z'), attempts: 120, contacts: 40 }],
      sources: [
        { query: 'progress', id: null, at: new Date(NOW) },
        { query: 'aggregates', id: null, at: new Date(NOW) },
      ],
    });
  });

  it('are read call by call, page by page', async () => {
    const hour = { start: '2026-11-20T23:00:00.000Z', attempts: 2500, connects: { 17: 1 }, handleMs: 1000 };
    unit.simulator.putCampaignRun('5003', { ...RUN, hours: [hour] });

    expect((await campaigns.figures('5003', INTERVAL))?.series).toEqual([
      { start: new Date(hour.start), attempts: 2500, contacts: 1 },
    ]);
    expect(unit.asked().filter((asked) => asked === 'GET /contacts/completed')).toHaveLength(3);
  });

  it.each<[string, Partial<CampaignRun>, string]>([
    ['run', { campaignStatus: 'on', contacts: { total: 9, called: 4, skipped: {} } }, 'on'],
    ['were stopped', { campaignStatus: 'off', contacts: { total: 9, called: 4, skipped: {} } }, 'off'],
    ['have no record left that may be dialed', {}, 'complete'],
    [
      'have none left and were never stopped',
      { campaignStatus: 'on', contacts: { total: 9, called: 9, skipped: {} } },
      'complete',
    ],
  ])('that %s stand so', async (_, run, status) => {
    unit.simulator.putCampaignRun(ID, { ...RUN, ...run });

    expect(await standing(ID)).toMatchObject({ status });
  });

  it('that are switched off have failed', async () => {
    unit.simulator.putSkill({
      id: ID,
      contactListId: '',
      isRunning: false,
      isActive: false,
      maximumRatio: 1,
      confirmationRequired: false,
      agentless: false,
      isScheduled: true,
    });

    expect(await standing(ID)).toMatchObject({ status: 'failed' });
  });

  it('that the stage feeds alert by alert never complete', async () => {
    const done = { total: 3, called: 3, skipped: {} };
    unit.simulator.putCampaignRun(FED, { ...RUN, campaignStatus: 'on', contacts: done });

    expect(await standing(FED)).toMatchObject({ status: 'on', alwaysRunning: true });
  });

  it('have another version at each look, for the platform counts none', async () => {
    const first = await standing(ID);
    unit.clock.advance(60_000);
    const second = await standing(ID);

    expect(second?.version).toBeGreaterThan(first?.version ?? Number.NaN);
  });

  it('began when their list was uploaded, as far as anybody knows', async () => {
    unit.simulator.putCampaignRun(ID, {
      ...RUN,
      campaignStatus: 'on',
      contacts: { total: 9, called: 4, skipped: {} },
    });

    expect(await standing(ID)).toMatchObject({ changedAt: new Date('2026-11-20T05:00:00.000Z') });
  });

  it('are none where the platform has none', async () => {
    fail('listCampaigns', { kind: 'status', status: 204 });

    expect(await campaigns.standings(1)).toEqual({ campaigns: [], more: false });
  });

  it.each<[string, Fault, string]>([
    ['a 429 without a Retry-After', { kind: 'status', status: 429 }, 'cxone_throttled'],
    ['a 503', { kind: 'status', status: 503 }, 'cxone_unavailable'],
    ['a reset', { kind: 'reset' }, 'cxone_unavailable'],
    ['an odd body', { kind: 'body', status: 200, body: { skillSummaries: 7 } }, 'cxone_unreadable'],
  ])('are asked for again after %s', async (_, fault, reason) => {
    fail('aggregateConversations', fault);

    await expect(campaigns.figures(ID, INTERVAL)).rejects.toMatchObject({ name: 'TransientError', reason });
  });

  it('are asked for again after silence', async () => {
    fail('aggregateConversations', { kind: 'never' });

    await expect(within(300).figures(ID, INTERVAL)).rejects.toMatchObject({ name: 'TransientError' });
  });
});
