import { createHash } from 'node:crypto';
import { TransientError as OurTransientError } from '../../../functions/errors.ts';
import type { CampaignRecord } from '../../../functions/messages/campaign-record.ts';
import type { CampaignReport } from '../../../functions/messages/campaign-report.ts';
import type { CampaignFigures } from '../../../functions/ports/campaigns.ts';
import { fakeReportArchive, figures, reportRules } from '../../support/campaign-desk.ts';
import { tables } from '../../support/dynamo-fixtures.ts';
import { fakeWarehouse, type WarehouseFault } from '../../support/fake-warehouse.ts';
import { memoryDynamo } from '../../support/memory-dynamo.ts';
import { numbers, schedule } from './reports-schedule.ts';

/** The product's own modules, or a broken copy of them. */
export interface ReportModules {
  readonly dynamoCampaigns: typeof import('../../../functions/adapters/dynamo-campaigns.ts').dynamoCampaigns;
  readonly dueAt: typeof import('../../../functions/analytics/campaign-life.ts').dueAt;
  readonly workOnCampaign: typeof import('../../../functions/analytics/work-on-campaign.ts').workOnCampaign;
  /** A copy knows its own errors only. */
  readonly TransientError: typeof OurTransientError;
}

/** One end as it really was. */
interface RealEnd {
  readonly campaignId: string;
  readonly endedAt: number;
  /** From then on analytics knows everything. */
  readonly settledAt: number;
  /** From then on it says something else than before. */
  readonly restatedAt: number | undefined;
  /** The counts never agree. */
  readonly never: boolean;
}

/** What one run left behind, for the invariants. */
export interface ReportsRun {
  readonly ends: readonly RealEnd[];
  readonly records: readonly CampaignRecord[];
  /** By campaign, in the order of their versions. */
  readonly reports: ReadonlyMap<string, readonly CampaignReport[]>;
  /** Marked delivered at some step while the warehouse held something else, or nothing. */
  readonly unconfirmed: readonly string[];
  /** Versions whose stored lines changed after they were whole. */
  readonly rewritten: readonly string[];
  readonly told: readonly string[];
  readonly unexpected: readonly string[];
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const VISIBILITY_MS = 12 * MINUTE;
const START = Date.parse('2026-11-21T09:00:00.000Z');
/** When campaigns have their final say, connects. */
const SETTLED = 450;
const RESTATED = 461;

/**
 * One schedule of a few campaigns that end, several workers, a platform whose figures come late and may be restated, and
 * a warehouse with faults: first trouble, then days of calm in which everything must come to its end.
 */
export async function runReports(seed: number, modules: ReportModules): Promise<ReportsRun> {
  const draw = numbers(seed);
  const chance = (share: number): boolean => draw() < share;
  const rules = reportRules();
  const time = { ms: START };
  const clock = { now: () => new Date(time.ms) };
  const line = schedule(draw, () => time.ms);
  const faultShare = draw() * 0.4;
  const crashShare = draw() * 0.03;
  const warehouseBackAt = chance(0.3) ? START + HOUR + draw() * 48 * HOUR : 0;
  let calm = false;
  let serial = 0;
  const random = { id: () => `id-${serial++}`, fraction: draw };

  const turn = async (): Promise<void> => {
    await line.turn();
    if (!calm && chance(crashShare)) await line.gone();
  };
  const lost = (): void => {
    if (!calm && chance(faultShare / 8)) throw new Error('connection lost');
  };
  const db = memoryDynamo({
    tables,
    before: async () => {
      await turn();
      lost();
    },
    after: async () => {
      lost();
      await turn();
    },
  });
  const fault = (): WarehouseFault | undefined => {
    if (time.ms < warehouseBackAt) return 'unavailable';
    if (calm || !chance(0.5)) return undefined;
    const kinds: readonly WarehouseFault[] = ['throttled', 'lost_reply', 'partial', 'partial'];
    return kinds[Math.floor(draw() * kinds.length)];
  };
  const warehouse = fakeWarehouse({ fault, between: () => turn() });
  const archive = fakeReportArchive();
  const ledger = modules.dynamoCampaigns(db, 'ledger', random, modules.dueAt);

  const ends: RealEnd[] = Array.from({ length: 1 + Math.floor(draw() * 3) }, (_none, index) => {
    const endedAt = START + Math.floor(draw() * 30 * MINUTE);
    const settledAt = endedAt + Math.floor(draw() ** 2 * 20 * MINUTE);
    const restatedAt = chance(0.4) ? settledAt + HOUR + Math.floor(draw() * 40 * HOUR) : undefined;
    return { campaignId: `campaign-${index}`, endedAt, settledAt, restatedAt, never: chance(0.15) };
  });
  let reads = 0;
  const told = (end: RealEnd): CampaignFigures | undefined => {
    reads += 1;
    if (time.ms < end.settledAt) return chance(0.3) ? undefined : figures({ connects: reads % SETTLED });
    const connects = end.restatedAt !== undefined && time.ms >= end.restatedAt ? RESTATED : SETTLED;
    return figures({ connects, ...(end.never && { attempts: 1400 }) });
  };
  const messages = new Map<() => Promise<unknown>, number>();
  const unexpected: string[] = [];
  const worker = (work: () => Promise<unknown>): void =>
    line.begin(() =>
      work().catch((error: unknown) => {
        const reason =
          error instanceof Error ? ('reason' in error ? String(error.reason) : error.message) : 'odd';
        if (!/ledger_unavailable|item_contended|connection lost/.test(reason)) unexpected.push(reason);
      }),
    );
  const notices: string[] = [];
  const ports = {
    ledger,
    clock,
    archive: {
      ...archive,
      keepDocuments: async (report: Parameters<typeof archive.keepDocuments>[0]) => {
        await turn();
        return archive.keepDocuments(report);
      },
    },
    warehouses: {
      s3: {
        deliver: (report: Parameters<typeof warehouse.deliver>[0]) =>
          warehouse.deliver(report).catch((error: unknown) => {
            if (!(error instanceof OurTransientError)) throw error;
            const { reason, message, retryAfterMs } = error;
            throw new modules.TransientError(reason, message, { retryAfterMs });
          }),
      },
    },
    campaigns: {
      async snapshot(campaignId: string) {
        await turn();
        const standing = {
          campaignId,
          status: 'complete',
          version: 2,
          changedAt: clock.now(),
          alwaysRunning: false,
        };
        return { ...standing, configuration: {}, stats: null };
      },
      async figures(campaignId: string) {
        await turn();
        if (!calm && chance(faultShare)) throw new modules.TransientError('genesys_unavailable', 'no answer');
        const end = ends.find((one) => one.campaignId === campaignId);
        return end && told(end);
      },
      standings: async () => ({ campaigns: [], more: false }),
    },
    outbox: {
      async advance(request: { readonly advance: string; readonly hops: number }, delaySeconds: number) {
        await turn();
        messages.set(() => take({ ...request }), time.ms + delaySeconds * SECOND);
      },
    },
    notices: {
      async leave({ reportId, version }: { readonly reportId: string; readonly version: number }) {
        await turn();
        if (!calm && chance(faultShare)) throw new modules.TransientError('queue_unavailable', 'not reached');
        notices.push(`${reportId}#${version}`);
      },
    },
    keepUnknown: async () => undefined,
  };
  const take = (body: Record<string, unknown>, door?: string): Promise<unknown> =>
    modules.workOnCampaign(body, { door, remainingMs: () => 90_000 }, ports, rules);
  /** A message stays in its queue until its worker has ended well; else it comes again after its visibility. */
  const deliverDue = (): void => {
    for (const [work, at] of [...messages]) {
      if (at > time.ms) continue;
      messages.set(work, time.ms + VISIBILITY_MS);
      worker(async () => {
        await work();
        messages.delete(work);
      });
    }
  };

  const records = (): CampaignRecord[] =>
    db
      .items('ledger')
      .filter((item) => item.pk?.S?.startsWith('CAMPAIGN#'))
      .map((item) =>
        JSON.parse(item.state?.S ?? '', (name, value: unknown) =>
          typeof value === 'string' && /(At|Since|since)$/.test(name) ? new Date(value) : value,
        ),
      );
  const unconfirmed = new Set<string>();
  const rewritten = new Set<string>();
  const whole = new Map<string, string>();
  let seen = '';
  const look = (): void => {
    const state = `${db.counts().ledger?.writeUnits} ${warehouse.asked()} ${warehouse.changes()}`;
    if (state === seen) return;
    seen = state;
    const kept = new Map(warehouse.kept().map(({ name, lines }) => [name, lines]));
    for (const { completions } of records()) {
      for (const { reportId, versions } of completions) {
        for (const { version, rows, sha256, deliveries } of versions) {
          const name = `${reportId}#${version}`;
          const lines = kept.get(name) ?? [];
          const sum = createHash('sha256').update(lines.join('\n')).digest('hex');
          if (deliveries.s3?.state === 'DELIVERED') {
            if (lines.length !== rows || sum !== sha256) unconfirmed.add(name);
            if ((whole.get(name) ?? sum) !== sum) rewritten.add(name);
            whole.set(name, sum);
          }
        }
      }
    }
  };

  for (const { campaignId, endedAt } of ends) {
    const event = {
      eventType: 'outbound.campaign.completed',
      timestamp: new Date(endedAt).toISOString(),
      data: { campaignId, status: 'completed', durationSeconds: 3600, contactCount: 1500 },
    };
    const change = {
      detail: {
        topicName: `v2.outbound.campaigns.${campaignId}`,
        timestamp: new Date(endedAt + 20 * SECOND).toISOString(),
        eventBody: { id: campaignId, campaignStatus: 'complete', version: 2 },
      },
    };
    const tellings = 1 + Math.floor(draw() * 3);
    for (let telling = 0; telling < tellings; telling++) {
      messages.set(() => take(event, 'campaigns'), endedAt + Math.floor(draw() * 10 * MINUTE));
    }
    if (chance(0.5)) messages.set(() => take(change), endedAt + Math.floor(draw() * 10 * MINUTE));
  }

  let sweptAt = 0;
  const sweep = (): void => {
    if (time.ms - sweptAt < MINUTE) return;
    sweptAt = time.ms;
    worker(() => take({ sweep: 'reports' }));
  };
  for (const until = START + 3 * HOUR; time.ms < until; ) {
    time.ms += Math.floor(draw() * 90 * SECOND) + 1;
    deliverDue();
    sweep();
    await line.run(chance(0.3) ? undefined : Math.floor(draw() * 40), look);
  }
  calm = true;
  // Until the correction windows and the patience with the warehouse are over; nothing happens between appointments.
  for (const until = START + 9 * 24 * HOUR; time.ms < until; ) {
    await line.run(undefined, look);
    const dues = records().flatMap((record) => modules.dueAt(record)?.getTime() ?? []);
    const waits = [...messages.values(), ...dues.map((due) => due + 4 * MINUTE)];
    const next = Math.min(...waits);
    if (!Number.isFinite(next)) break;
    time.ms = Math.max(time.ms + 61 * SECOND, next);
    deliverDue();
    sweep();
  }
  await line.run(undefined, look);

  const reports = new Map<string, CampaignReport[]>();
  for (const { campaignId, completions } of records()) {
    for (const { document } of completions.flatMap(({ versions }) => versions)) {
      const { report } = await archive.readDocuments(document);
      reports.set(campaignId, [...(reports.get(campaignId) ?? []), report]);
    }
  }
  return {
    ends,
    records: records(),
    reports,
    unconfirmed: [...unconfirmed],
    rewritten: [...rewritten],
    told: notices,
    unexpected,
  };
}

/** Everything a run has broken, one sentence each. */
export function reportViolations(run: ReportsRun): string[] {
  return [
    ...run.unconfirmed.map((name) => `${name} counted as delivered without a matching receipt`),
    ...run.rewritten.map((name) => `${name} was changed after it was delivered`),
    ...run.ends.flatMap((end) => endViolations(end, run)),
    ...run.unexpected.map((reason) => `a worker failed: ${reason}`),
  ];
}

function endViolations(end: RealEnd, { records, reports, told }: ReportsRun): string[] {
  const { campaignId } = end;
  const completions = records.find((record) => record.campaignId === campaignId)?.completions ?? [];
  const [completion] = completions;
  if (!completion || completions.length > 1) return [`${campaignId} has ${completions.length} completions`];
  const { phase, why, versions, nextLookAt } = completion;
  const made = reports.get(campaignId) ?? [];
  const last = made.at(-1);
  const expected = end.restatedAt === undefined ? SETTLED : RESTATED;
  return [
    ...(nextLookAt === null && versions.every(({ tellAt }) => tellAt === null)
      ? []
      : [`${campaignId} has not come to rest`]),
    ...(phase === (end.never ? 'UNSETTLED' : 'FINAL') ? [] : [`${campaignId} is still ${phase}`]),
    ...(end.never && why === null ? [`${campaignId} does not say why it is provisional`] : []),
    ...(last?.provisional === end.never
      ? []
      : [`the last report of ${campaignId} is wrongly provisional or not`]),
    ...(last?.metrics.successfulContacts === expected
      ? []
      : [`the last report of ${campaignId} has old figures`]),
    ...(versions.every(({ version }, index) => version === index + 1)
      ? []
      : [`${campaignId} has a version twice`]),
    ...made
      .filter(
        ({ provisional, metrics }) =>
          !provisional && ![SETTLED, RESTATED].includes(metrics.successfulContacts),
      )
      .map(({ version }) => `version ${version} of ${campaignId} is final with figures that never were`),
    ...made
      .filter(({ version, supersedes }) => (supersedes?.version ?? 0) !== version - 1)
      .map(({ version }) => `version ${version} of ${campaignId} supersedes the wrong one`),
    ...versions
      .filter(({ deliveries }) => deliveries.s3?.state !== 'DELIVERED')
      .map(({ version, deliveries }) => `version ${version} of ${campaignId} is ${deliveries.s3?.state}`),
    ...versions
      .filter(({ version }) => !told.includes(`${completion.reportId}#${version}`))
      .map(({ version }) => `nobody was told of version ${version} of ${campaignId}`),
  ];
}
