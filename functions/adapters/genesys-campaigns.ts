import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import { campaignStatus } from '../messages/from-genesys-campaign.ts';
import type {
  CampaignFigures,
  CampaignStanding,
  Campaigns,
  FigureSource,
  Interval,
} from '../ports/campaigns.ts';
import { aggregatesQuery, type CallFigures, callFigures } from './genesys-aggregates.ts';
import type { GenesysRequests } from './genesys-requests.ts';
import type { HttpAnswer } from './http.ts';

const Instant = z.pipe(
  z.iso.datetime({ offset: true }),
  z.transform((text: string) => new Date(text)),
);

/** `Campaign`, as far as it is read. */
const Campaign = z.object({
  id: z.string(),
  campaignStatus: z.string(),
  version: z._default(z.int(), 0),
  dateModified: z.optional(Instant),
  dateCreated: z.optional(Instant),
  alwaysRunning: z.optional(z.boolean()),
});
const CampaignPage = z.object({
  entities: z._default(z.array(Campaign), []),
  pageCount: z.optional(z.int()),
});

/** `CampaignProgress`. */
const Progress = z.object({
  numberOfContactsCalled: z._default(z.int(), 0),
  totalNumberOfContacts: z._default(z.int(), 0),
  numberOfContactsSkipped: z.optional(z.record(z.string(), z.int())),
});

const PAGE_SIZE = 100;

/**
 * Campaigns of Genesys Cloud: configuration and live figures from `/api/v2/outbound/campaigns/...`, calls from
 * `POST /api/v2/analytics/conversations/aggregates/query`.
 * (reference/genesys-cloud.md, sections 2.1, 2.2 and 4)
 */
export function genesysCampaigns(requests: GenesysRequests, now: () => Date): Campaigns {
  const get = (path: string) => requests.ask({ method: 'GET', path: `/api/v2/outbound/campaigns${path}` });

  async function progress(campaignId: string) {
    const answer = await get(`/${encodeURIComponent(campaignId)}/progress`);
    return answer && { told: parsed(Progress, answer), source: sourceOf('progress', answer, now()) };
  }

  async function calls(campaignId: string, interval: Interval) {
    const answer = await requests.ask({
      method: 'POST',
      path: '/api/v2/analytics/conversations/aggregates/query',
      body: aggregatesQuery(campaignId, interval),
    });
    const told = answer && readable(() => callFigures(JSON.parse(answer.body)));
    return answer && told && { told, source: sourceOf('aggregates', answer, now()) };
  }

  return {
    async snapshot(campaignId) {
      const answer = await get(`/${encodeURIComponent(campaignId)}`);
      if (!answer) return undefined;
      const stats = await get(`/${encodeURIComponent(campaignId)}/stats`);
      return {
        ...standingOf(parsed(Campaign, answer)),
        configuration: readable(() => JSON.parse(answer.body)),
        stats: stats === undefined ? null : readable(() => JSON.parse(stats.body)),
      };
    },

    async figures(campaignId, interval) {
      const [dialer, analytics] = await Promise.all([progress(campaignId), calls(campaignId, interval)]);
      if (!dialer || !analytics) return undefined;
      return figuresOf(dialer.told, analytics.told, [dialer.source, analytics.source]);
    },

    async standings(page) {
      const answer = await get(`?pageSize=${PAGE_SIZE}&pageNumber=${page}`);
      const { entities, pageCount = page } = answer ? parsed(CampaignPage, answer) : { entities: [] };
      return { campaigns: entities.map(standingOf), more: page < pageCount };
    },
  };
}

const standingOf = (campaign: z.infer<typeof Campaign>): CampaignStanding => ({
  campaignId: campaign.id,
  status: campaignStatus(campaign.campaignStatus),
  version: campaign.version,
  changedAt: campaign.dateModified ?? campaign.dateCreated ?? new Date(0),
  alwaysRunning: campaign.alwaysRunning ?? false,
});

function figuresOf(
  { numberOfContactsCalled, totalNumberOfContacts, numberOfContactsSkipped = {} }: z.infer<typeof Progress>,
  calls: CallFigures,
  sources: readonly FigureSource[],
): CampaignFigures {
  return {
    contacts: {
      total: totalNumberOfContacts,
      called: numberOfContactsCalled,
      skippedByReason: numberOfContactsSkipped,
    },
    ...calls,
    sources,
  };
}

/** The platform names each of its answers for its own support. */
const sourceOf = (query: FigureSource['query'], answer: HttpAnswer, at: Date): FigureSource => ({
  query,
  id: answer.headers['inin-correlation-id'] ?? null,
  at,
});

const parsed = <S extends z.core.$ZodType>(schema: S, answer: HttpAnswer): z.output<S> =>
  readable(() =>
    z.parse(
      schema,
      JSON.parse(answer.body, (_name, value: unknown) => value ?? undefined),
    ),
  );

/** An answer that cannot be read tells nothing, and the same question may be asked again. */
function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new TransientError('genesys_unreadable', 'genesys answered in another shape', { cause: error });
  }
}
