import { describe, expect, it } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { type Bound, bounds, measured, mostWithin } from '../../../bin/storm/bounds.ts';
import { MINUTE } from '../../support/builders.ts';
import { paceRules } from '../../support/pace-rules.ts';
import { timeline } from '../timeline.ts';
import { type StormOptions, storm } from './storm.ts';
import { stormQueues } from './storm-queues.ts';

const OPTIONS: Omit<StormOptions, 'platform' | 'telephony'> = {
  alerts: 300,
  critical: 2,
  overMs: 60_000,
  crm: { requestsPerMinute: 12_000, shares: { reads: 60, tasks: 25 }, spreadMs: 9000 },
};

describe('a storm', () => {
  it.each([
    ['genesys', 240],
    ['cxone', 120],
  ] as const)(
    'on %s ends with every alert called about or told, on the budget, critical ones at once',
    async (platform, requestsPerMinute) => {
      const telephony = { ...paceRules(), requestsPerMinute };
      const report = await storm({ ...OPTIONS, platform, telephony });
      const seen = measured(report, { wallSeconds: 0, requestsPerMinute });

      expect(report.failures).toEqual([]);
      expect(seen).toMatchObject({ admitted: 300, unaccounted: 0, critical: 2 });
      expect(seen.shed).toBeGreaterThan(50);
      expect(broken(bounds(seen, seen)).filter((what) => !MACHINE.test(what))).toEqual([]);
    },
  );
});

describe('the queues of a storm', () => {
  it('deliver every message once and in order, however many wait', async () => {
    const time = timeline(0);
    const queues = stormQueues(time);
    const received: string[] = [];
    const work = async ({ Records }: SQSEvent) => {
      received.push(...Records.map(({ body }) => body));
      return { batchItemFailures: [] };
    };
    queues.add({ name: 'standard', batchSize: 10, timeoutMs: 1000, environments: [work] });
    const bodies = Array.from({ length: 30_000 }, (_, nth) => String(nth));

    for (const body of bodies) queues.leave('standard', body);
    await time.run(10 * MINUTE);

    expect(received).toEqual(bodies);
    expect(queues.size()).toBe(0);
  });
});

/** What depends on the machine, or only on a large storm: a mass event begins with its 201st alert. */
const MACHINE = /wall time|peak memory|CRM creates/;
const broken = (all: readonly Bound[]): string[] => all.filter(({ met }) => !met).map(({ what }) => what);

describe('the bounds of a storm', () => {
  const report = {
    alerts: [],
    posted: 10,
    platform: [0, 100, 200, 300, 400].map((at) => ({ at, path: '/x', status: at === 0 ? 429 : 200 })),
    crmReads: 10,
    crmCreates: 1,
    writeUnits: 60,
    indexUnits: 20,
    tableRequests: 250,
    messages: 50,
    failures: [],
    lastedMs: 60_000,
  };

  it('name what was broken', () => {
    const seen = measured(report, { wallSeconds: 121, requestsPerMinute: 240 });
    const small = { ...seen, perAlert: { ...seen.perAlert, writeUnits: 1 } };

    expect(broken(bounds(seen, small))).toEqual([
      'alerts admitted',
      'alerts unaccounted for',
      'platform requests in any second',
      '429 answers, per cent',
      'CRM creates, per cent of what was shed',
      'wall time, seconds',
      'write units for each alert',
    ]);
  });

  it('count what lies within any span, not what lies within a calendar second', () => {
    expect(mostWithin([900, 950, 1000, 1050, 1901], 1000)).toBe(4);
    expect(mostWithin([0, 1000, 2000], 1000)).toBe(1);
    expect(mostWithin([], 1000)).toBe(0);
  });
});
