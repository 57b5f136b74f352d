import { createHash } from 'node:crypto';
import { dynamoCampaigns } from '../../functions/adapters/dynamo-campaigns.ts';
import type { AnalyticsPorts, ReportRules } from '../../functions/analytics/analytics-ports.ts';
import { dueAt } from '../../functions/analytics/campaign-life.ts';
import { workOnCampaign } from '../../functions/analytics/work-on-campaign.ts';
import type { AdvanceRequest } from '../../functions/messages/campaign-record.ts';
import type { CarryRequest } from '../../functions/messages/carry-request.ts';
import type { ReportNoticeRequest } from '../../functions/messages/report-notice-request.ts';
import type { CampaignFigures, CampaignStanding, Interval } from '../../functions/ports/campaigns.ts';
import type { ReportToDeliver } from '../../functions/ports/warehouse.ts';
import { fakeClock } from './fake-clock.ts';
import { fakeRandom } from './fake-random.ts';
import { fakeWarehouse } from './fake-warehouse.ts';
import { memoryDynamo } from './memory-dynamo.ts';

export const CAMPAIGN = 'b1c7e2d4-90af-4f3e-a6d5-2e8c7f1a0b93';
export const ENDED = new Date('2026-11-20T23:58:00.000Z');

export const reportRules = (changes: Partial<ReportRules> = {}): ReportRules => ({
  firstWaitSeconds: 30,
  settleSeconds: 300,
  correctionHours: 72,
  patienceDays: 7,
  lookbackHours: 168,
  ...changes,
});

/** Figures of a campaign that reached everybody, with what a test says otherwise. */
export const figures = (changes: Partial<CampaignFigures> = {}): CampaignFigures => ({
  contacts: { total: 1500, called: 1480, skippedByReason: { 'contact.uncallable': 20 } },
  attempts: 1500,
  connects: 450,
  handled: { count: 450, milliseconds: 54_000_000 },
  outcomes: [{ wrapUpCode: 'sale', contacts: 450 }],
  series: [{ start: new Date('2026-11-20T23:00:00.000Z'), attempts: 1500, contacts: 450 }],
  sources: [
    { query: 'progress', id: 'p-1', at: ENDED },
    { query: 'aggregates', id: 'a-1', at: ENDED },
  ],
  ...changes,
});

/** The guide's event, with what a test says otherwise. */
export const ended = (
  changes: Readonly<Record<string, unknown>> = {},
  data: Readonly<Record<string, unknown>> = {},
) => ({
  eventType: 'outbound.campaign.completed',
  timestamp: ENDED.toISOString(),
  data: { campaignId: CAMPAIGN, status: 'completed', durationSeconds: 3600, contactCount: 1500, ...data },
  ...changes,
});

/** A change of the campaign's configuration, as the bus brings it. */
export const changed = (campaignStatus: string, version: number, at: Date = ENDED) => ({
  detail: {
    topicName: `v2.outbound.campaigns.${CAMPAIGN}`,
    timestamp: at.toISOString(),
    eventBody: { id: CAMPAIGN, campaignStatus, version, dateModified: at.toISOString() },
  },
});

/** Documents in memory, by a name made of their content. */
export function fakeReportArchive() {
  const documents = new Map<string, ReportToDeliver>();
  const kept = new Map<string, unknown>();
  return {
    kept,
    async keepDocuments(report: ReportToDeliver) {
      const name = createHash('sha256').update(JSON.stringify(report)).digest('hex');
      documents.set(name, report);
      return name;
    },
    async readDocuments(name: string) {
      const found = documents.get(name);
      if (!found) throw new Error('no such documents');
      return found;
    },
    async keepEvent({ reportId }: { reportId: string }, event: unknown) {
      kept.set(`${reportId}/event`, event);
    },
    async keepConfiguration({ reportId }: { reportId: string }, configuration: unknown) {
      kept.set(`${reportId}/configuration`, configuration);
    },
  };
}

/** Analytics with everything around it in memory. `carriedTo`: warehouses that the courier goes to. */
export function campaignDesk(rules: ReportRules = reportRules(), carriedTo: readonly string[] = []) {
  const clock = fakeClock(ENDED.toISOString());
  const archive = fakeReportArchive();
  const s3 = fakeWarehouse();
  const left: { readonly request: AdvanceRequest; readonly delaySeconds: number }[] = [];
  const notices: ReportNoticeRequest[] = [];
  const carried: CarryRequest[] = [];
  const asked: Interval[] = [];
  const unknown: string[] = [];
  let tell: () => CampaignFigures | undefined = () => figures();
  let known = true;
  let noticesFail: Error | undefined;
  let listed: readonly CampaignStanding[] = [];
  const standing: CampaignStanding = {
    campaignId: CAMPAIGN,
    status: 'complete',
    version: 9,
    changedAt: ENDED,
    alwaysRunning: false,
  };
  const db = memoryDynamo({
    tables: {
      ledger: { partitionKey: 'pk', indexes: { due: { partitionKey: 'shard', sortKey: 'nextAt' } } },
    },
  });
  const ledger = dynamoCampaigns(db, 'ledger', fakeRandom(), dueAt);
  const ports: AnalyticsPorts = {
    ledger,
    archive,
    clock,
    warehouses: { s3 },
    carrier: {
      names: carriedTo,
      carry: async (request) => void carried.push(request),
    },
    campaigns: {
      async snapshot() {
        return known ? { ...standing, configuration: { name: 'Renewals' }, stats: null } : undefined;
      },
      async figures(_campaignId, interval) {
        asked.push(interval);
        return tell();
      },
      async standings() {
        return { campaigns: listed, more: false };
      },
    },
    outbox: { advance: async (request, delaySeconds) => void left.push({ request, delaySeconds }) },
    notices: {
      async leave(notice) {
        if (noticesFail) throw noticesFail;
        notices.push(notice);
      },
    },
    keepUnknown: async (campaignId) => void unknown.push(campaignId),
  };
  const work = (body: Record<string, unknown>, door?: string) =>
    workOnCampaign(body, { door, remainingMs: () => 90_000 }, ports, rules);
  const record = async () => (await ledger.read(CAMPAIGN))!;
  const advance = () => work({ advance: CAMPAIGN, hops: 0 });

  return {
    ports,
    rules,
    clock,
    archive,
    s3,
    left,
    notices,
    carried,
    asked,
    unknown,
    db,
    work,
    advance,
    record,
    door: (event: Record<string, unknown>) => work(event, 'campaigns'),
    completion: async () => (await record()).completions.at(-1)!,
    platformTells(next: typeof tell): void {
      tell = next;
    },
    platformForgets(): void {
      known = false;
    },
    platformLists(standings: readonly Partial<CampaignStanding>[]): void {
      listed = standings.map((one) => ({ ...standing, ...one }));
    },
    noticesFail(error: Error | undefined): void {
      noticesFail = error;
    },
    /** Follows every appointment until `ms` from now have passed. */
    async pass(ms: number): Promise<void> {
      const until = clock.now().getTime() + ms;
      for (let acts = 0; acts < 500; acts++) {
        const next = dueAt(await record());
        if (!next || next.getTime() > until) break;
        if (next > clock.now()) clock.set(next);
        await advance();
      }
      clock.set(new Date(until));
    },
    async reports() {
      const { versions } = (await record()).completions.at(-1)!;
      return Promise.all(
        versions.map(async ({ document }) => (await archive.readDocuments(document)).report),
      );
    },
  };
}
