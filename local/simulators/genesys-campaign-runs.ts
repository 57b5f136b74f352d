import { z } from 'zod';
import type { Call } from './call.ts';
import type { Outcome } from './genesys-callbacks.ts';
import { campaignView } from './genesys-contact-views.ts';
import type { Route } from './openapi-route.ts';

const Count = z.int().nonnegative();

/** What a campaign did, as the platform counts it. */
export const CampaignRun = z.strictObject({
  campaignStatus: z.string().default('complete'),
  version: Count.default(2),
  /** ISO 8601. */
  changedAt: z.iso.datetime(),
  alwaysRunning: z.boolean().default(false),
  contacts: z.strictObject({
    total: Count,
    called: Count,
    skipped: z.record(z.string(), Count).default({}),
  }),
  /** Calls by hour of the clock in UTC. */
  hours: z.array(
    z.strictObject({
      start: z.iso.datetime(),
      attempts: Count,
      /** Connected contacts by wrap-up code; the empty text is none. */
      connects: z.record(z.string(), Count),
      handleMs: Count,
    }),
  ),
  /** Before this instant analytics does not know the last hour yet. */
  settlesAt: z.iso.datetime().optional(),
});
export type CampaignRun = z.infer<typeof CampaignRun>;

const AggregationQuery = z.looseObject({
  interval: z.string(),
  filter: z.looseObject({ predicates: z.array(z.looseObject({ dimension: z.string(), value: z.string() })) }),
});

/** What campaigns did, by the vendor's own operations. */
export interface CampaignRuns {
  /** Adds what a campaign did, or replaces it. Sends no event. */
  put(campaignId: string, run: CampaignRun): void;
  /** `undefined` for a campaign of which nothing was put. */
  read(route: Route): Outcome | undefined;
  list(call: Call): Outcome;
  progress(route: Route): Outcome;
  stats(route: Route): Outcome;
  aggregates(call: Call): Outcome;
}

const HOUR_MS = 3_600_000;

/** No campaign has done anything yet. */
export function campaignRuns(): CampaignRuns {
  const runs = new Map<string, CampaignRun>();
  const idOf = (route: Route): string => route.pathValues.campaignId ?? '';
  const found = (route: Route, view: (id: string, run: CampaignRun) => unknown): Outcome => {
    const id = idOf(route);
    const run = runs.get(id);
    return run ? done(view(id, run)) : unknown(id);
  };

  return {
    put: (campaignId, run) => void runs.set(campaignId, run),
    read(route) {
      const run = runs.get(idOf(route));
      return run && done(whole(idOf(route), run));
    },
    list(call) {
      const size = Number(call.query.pageSize?.[0] ?? 25);
      const page = Number(call.query.pageNumber?.[0] ?? 1);
      const all = [...runs].map(([id, run]) => whole(id, run));
      return done({
        entities: all.slice((page - 1) * size, page * size),
        pageSize: size,
        pageNumber: page,
        total: all.length,
        pageCount: Math.ceil(all.length / size),
      });
    },
    progress: (route) =>
      found(route, (id, { contacts }) => ({
        campaign: { id },
        contactList: { id: 'list' },
        numberOfContactsCalled: contacts.called,
        totalNumberOfContacts: contacts.total,
        percentage: contacts.total === 0 ? 0 : Math.floor((100 * contacts.called) / contacts.total),
        numberOfContactsSkipped: contacts.skipped,
      })),
    stats: (route) => found(route, () => ({ contactRate: {}, outstandingCalls: 0 })),
    aggregates(call) {
      const { interval, filter } = AggregationQuery.parse(call.body);
      const id = filter.predicates.find(({ dimension }) => dimension === 'outboundCampaignId')?.value ?? '';
      const run = runs.get(id);
      return done({ results: run ? resultsOf(id, run, interval, call.at) : [] });
    },
  };
}

const whole = (id: string, { campaignStatus, version, changedAt, alwaysRunning }: CampaignRun) => ({
  ...campaignView({
    id,
    contactListId: 'list',
    dialingMode: 'power',
    campaignStatus,
    alwaysRunning,
    phoneColumn: 'phone',
  }),
  version,
  dateModified: changedAt,
});

/** A group for calls without a wrap-up and one for each code, each with the hours the interval touches. */
function resultsOf(id: string, run: CampaignRun, interval: string, at: Date) {
  const [from = 0, to = 0] = interval.split('/').map((text) => Date.parse(text));
  const late = run.settlesAt !== undefined && at < new Date(run.settlesAt);
  const told = late ? run.hours.slice(0, -1) : run.hours;
  const hours = told.filter(({ start }) => Date.parse(start) + HOUR_MS > from && Date.parse(start) < to);
  const codes = [...new Set(['', ...hours.flatMap(({ connects }) => Object.keys(connects))])];
  return codes
    .map((code) => ({
      group: { outboundCampaignId: id, ...(code !== '' && { wrapUpCode: code }) },
      data: hours.map((hour) => ({
        interval: `${hour.start}/${new Date(Date.parse(hour.start) + HOUR_MS).toISOString()}`,
        metrics: metricsOf(hour, code),
      })),
    }))
    .filter(({ data }) => data.length > 0);
}

function metricsOf({ attempts, connects, handleMs }: CampaignRun['hours'][number], code: string) {
  const connected = connects[code] ?? 0;
  const all = Object.values(connects).reduce((sum, count) => sum + count, 0);
  return [
    ...(code === '' ? [{ metric: 'nOutboundAttempted', stats: { count: attempts } }] : []),
    { metric: 'nOutboundConnected', stats: { count: connected } },
    { metric: 'tHandle', stats: { count: connected, sum: all === 0 ? 0 : (handleMs * connected) / all } },
  ];
}

const done = (body: unknown): Outcome => ({ kind: 'done', status: 200, body });
const unknown = (id: string): Outcome => ({
  kind: 'refused',
  refusal: { status: 404, entity: { id, name: 'campaign' } },
});
