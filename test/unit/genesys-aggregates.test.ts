import { describe, expect, it } from '@jest/globals';
import { aggregatesQuery, callFigures } from '../../functions/adapters/genesys-aggregates.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { requestProblems } from '../support/contract.ts';

const HOUR_1 = '2026-11-20T22:00:00.000Z/2026-11-20T23:00:00.000Z';
const HOUR_2 = '2026-11-20T23:00:00.000Z/2026-11-21T00:00:00.000Z';
const metric = (name: string, count: number, sum?: number) => ({
  metric: name,
  stats: { count, ...(sum !== undefined && { sum }) },
});

describe('the figures in an answer of analytics', () => {
  it('are added up over wrap-up codes and hours', () => {
    const figures = callFigures({
      results: [
        {
          group: { outboundCampaignId: 'c' },
          data: [
            {
              interval: HOUR_2,
              metrics: [metric('nOutboundAttempted', 40), metric('nOutboundConnected', 5)],
            },
            { interval: HOUR_1, metrics: [metric('nOutboundAttempted', 60)] },
          ],
        },
        {
          group: { outboundCampaignId: 'c', wrapUpCode: 'sale' },
          data: [
            { interval: HOUR_2, metrics: [metric('nOutboundConnected', 7), metric('tHandle', 7, 70_000)] },
          ],
        },
      ],
    });

    expect(figures).toEqual({
      attempts: 100,
      connects: 12,
      handled: { count: 7, milliseconds: 70_000 },
      outcomes: [
        { wrapUpCode: 'sale', contacts: 7 },
        { wrapUpCode: null, contacts: 5 },
      ],
      series: [
        { start: new Date('2026-11-20T22:00:00.000Z'), attempts: 60, contacts: 0 },
        { start: new Date('2026-11-20T23:00:00.000Z'), attempts: 40, contacts: 12 },
      ],
    });
  });

  it.each([[{}], [{ results: [] }], [{ results: [{ group: {}, data: [] }] }]])(
    'are not there yet in %j',
    (answer) => {
      expect(callFigures(answer)).toBeUndefined();
    },
  );

  it.each([[{ results: 7 }], [{ results: [{ data: [{ interval: HOUR_1, metrics: [{ metric: 7 }] }] }] }]])(
    'cannot be read from %j',
    (answer) => {
      expect(() => callFigures(answer)).toThrow();
    },
  );

  it('are asked for in UTC, as the contract of the platform says', () => {
    const body = aggregatesQuery('b1c7e2d4-90af-4f3e-a6d5-2e8c7f1a0b93', {
      start: new Date('2026-11-21T00:55:00+02:00'),
      end: new Date('2026-11-21T00:03:00.000Z'),
    });

    expect(body).toMatchObject({ interval: '2026-11-20T22:55:00.000Z/2026-11-21T00:03:00.000Z' });
    expect(
      requestProblems(readContract('genesys-cloud'), {
        method: 'POST',
        path: '/api/v2/analytics/conversations/aggregates/query',
        query: {},
        headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
        body,
      }),
    ).toEqual([]);
  });
});
