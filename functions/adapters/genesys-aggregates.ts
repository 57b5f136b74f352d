import * as z from 'zod/mini';
import type { CampaignFigures, Interval } from '../ports/campaigns.ts';

/** What analytics tells of a campaign's calls. */
export type CallFigures = Pick<CampaignFigures, 'attempts' | 'connects' | 'handled' | 'outcomes' | 'series'>;

const METRICS = ['nOutboundAttempted', 'nOutboundConnected', 'tHandle'];

/** `ConversationAggregationQuery` for the calls of one campaign, by wrap-up code and hour. */
export const aggregatesQuery = (campaignId: string, { start, end }: Interval): object => ({
  interval: `${start.toISOString()}/${end.toISOString()}`,
  granularity: 'PT1H',
  timeZone: 'UTC',
  groupBy: ['outboundCampaignId', 'wrapUpCode'],
  metrics: METRICS,
  filter: {
    type: 'and',
    predicates: [
      { type: 'dimension', dimension: 'outboundCampaignId', operator: 'matches', value: campaignId },
    ],
  },
});

const Answer = z.object({
  results: z.optional(
    z.array(
      z.object({
        group: z.optional(z.record(z.string(), z.string())),
        data: z.optional(
          z.array(
            z.object({
              interval: z.string(),
              metrics: z.array(
                z.object({
                  metric: z.string(),
                  stats: z.object({ count: z.optional(z.number()), sum: z.optional(z.number()) }),
                }),
              ),
            }),
          ),
        ),
      }),
    ),
  ),
});

type Cell = {
  readonly code: string | null;
  readonly start: string;
  readonly metric: string;
  readonly count: number;
  readonly sum: number;
};

/**
 * The figures in an answer; `undefined` when it has no result yet. Counts are added up over groups and hours: a call
 * belongs to one of each.
 * @throws {ZodError} it has another shape
 */
export function callFigures(answer: unknown): CallFigures | undefined {
  const { results = [] } = Answer.parse(answer);
  const cells = results.flatMap(({ group = {}, data = [] }) =>
    data.flatMap(({ interval, metrics }) =>
      metrics.map(
        ({ metric, stats }): Cell => ({
          code: group.wrapUpCode ?? null,
          start: interval.split('/')[0] ?? '',
          metric,
          count: stats.count ?? 0,
          sum: stats.sum ?? 0,
        }),
      ),
    ),
  );
  if (cells.length === 0) return undefined;
  const handled = cells.filter(({ metric }) => metric === 'tHandle');
  return {
    attempts: countOf(cells, 'nOutboundAttempted'),
    connects: countOf(cells, 'nOutboundConnected'),
    handled: {
      count: handled.reduce((total, { count }) => total + count, 0),
      milliseconds: handled.reduce((total, { sum }) => total + sum, 0),
    },
    outcomes: outcomesOf(cells),
    series: seriesOf(cells),
  };
}

const countOf = (cells: readonly Cell[], metric: string): number =>
  cells.filter((cell) => cell.metric === metric).reduce((total, { count }) => total + count, 0);

function outcomesOf(cells: readonly Cell[]): CallFigures['outcomes'] {
  const codes = [...new Set(cells.map(({ code }) => code))];
  return codes
    .map((wrapUpCode) => ({
      wrapUpCode,
      contacts: countOf(
        cells.filter(({ code }) => code === wrapUpCode),
        'nOutboundConnected',
      ),
    }))
    .filter(({ contacts }) => contacts > 0)
    .toSorted((a, b) => b.contacts - a.contacts || ((a.wrapUpCode ?? '') < (b.wrapUpCode ?? '') ? -1 : 1));
}

function seriesOf(cells: readonly Cell[]): CallFigures['series'] {
  const starts = [...new Set(cells.map(({ start }) => new Date(start).getTime()))].toSorted((a, b) => a - b);
  return starts
    .map((ms) => {
      const ofHour = cells.filter(({ start }) => new Date(start).getTime() === ms);
      return {
        start: new Date(ms),
        attempts: countOf(ofHour, 'nOutboundAttempted'),
        contacts: countOf(ofHour, 'nOutboundConnected'),
      };
    })
    .filter(({ attempts, contacts }) => attempts > 0 || contacts > 0);
}
