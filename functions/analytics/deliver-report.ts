import { RejectedError, TransientError } from '../errors.ts';
import type { CampaignRecord, Delivery, ReportVersion } from '../messages/campaign-record.ts';
import type { DeliveryName, Receipt } from '../messages/report-receipt.ts';
import type { ReportToDeliver } from '../ports/warehouse.ts';
import type { AnalyticsOutcome, AnalyticsPorts, ReportRules } from './analytics-ports.ts';
import {
  completionOf,
  type FailedTry,
  withCompletion,
  withDelivery,
  withFailure,
  withReceipt,
} from './campaign-life.ts';

const DAY_MS = 24 * 3_600_000;

/** How one try ended. */
export type Tried =
  | { readonly kind: 'delivered'; readonly receipt: Receipt }
  | { readonly kind: 'failed'; readonly how: FailedTry };

/**
 * Delivers one version of a report to one warehouse once. Repeatable, and harmless when two deliver at once.
 * @throws {TransientError} the ledger or the archive cannot be reached; the appointment stands
 */
export async function deliverReport(
  record: CampaignRecord,
  name: Omit<DeliveryName, 'campaignId'>,
  ports: AnalyticsPorts,
  rules: ReportRules,
): Promise<AnalyticsOutcome> {
  const version = completionOf(record, name.reportId)?.versions.find((one) => one.version === name.version);
  if (!version) return { outcome: 'already_moved', key: name.reportId };
  const report = await ports.archive.readDocuments(version.document);
  const tried = await deliver(report, name.warehouse, ports);
  return afterTry({ ...name, campaignId: record.campaignId }, tried, ports, rules);
}

async function deliver(
  report: ReportToDeliver,
  name: string,
  { warehouses }: AnalyticsPorts,
): Promise<Tried> {
  const warehouse = warehouses[name];
  if (!warehouse) return { kind: 'failed', how: { why: 'warehouse_not_configured', forGood: true } };
  try {
    return { kind: 'delivered', receipt: await warehouse.deliver(report) };
  } catch (error) {
    return { kind: 'failed', how: failure(error) };
  }
}

function failure(error: unknown): FailedTry {
  if (error instanceof TransientError) {
    return { why: error.reason, forGood: false, retryAfterMs: error.retryAfterMs };
  }
  if (error instanceof RejectedError) return { why: error.reason, forGood: true };
  throw error;
}

/**
 * Writes down how a try ended. What the receipt says decides, and nothing else.
 * @throws {TransientError} the ledger cannot be reached
 */
export async function afterTry(
  { campaignId, reportId, version, warehouse }: DeliveryName,
  tried: Tried,
  { ledger, clock }: Pick<AnalyticsPorts, 'ledger' | 'clock'>,
  rules: ReportRules,
): Promise<AnalyticsOutcome> {
  const now = clock.now();
  const key = reportId;
  return ledger.change(campaignId, (record): { next?: CampaignRecord; answer: AnalyticsOutcome } => {
    const completion = record && completionOf(record, reportId);
    const there = completion?.versions.find((one) => one.version === version);
    const before = there?.deliveries[warehouse];
    if (!record || !completion || !there || !before) return { answer: { outcome: 'already_moved', key } };
    if (before.state === 'DELIVERED')
      return { answer: { outcome: 'already_moved', reason: 'delivered', key } };
    const after = moved(there, before, tried, now, rules.patienceDays * DAY_MS);
    const versions = completion.versions.map((one) =>
      one === there ? withDelivery(there, warehouse, after, now) : one,
    );
    return {
      next: withCompletion(record, { ...completion, versions }),
      answer: { ...outcomeOf(after), key },
    };
  });
}

function moved(
  version: ReportVersion,
  before: Delivery,
  tried: Tried,
  now: Date,
  patienceMs: number,
): Delivery {
  if (tried.kind === 'failed') return withFailure(before, tried.how, now, patienceMs);
  const { receipt } = tried;
  const after = withReceipt(version, before, receipt);
  if (after !== 'mismatch') return after;
  return withFailure(before, { why: 'receipt_mismatch', forGood: false, receipt }, now, patienceMs);
}

function outcomeOf({ state, why }: Delivery): Omit<AnalyticsOutcome, 'key'> {
  const reason = why === null ? {} : { reason: why };
  switch (state) {
    case 'DELIVERED':
      return { outcome: 'delivered' };
    case 'PARKED':
      return { outcome: 'parked', ...reason };
    case 'DUE':
      return { outcome: why === 'receipt_mismatch' ? 'receipt_mismatch' : 'delivery_failed', ...reason };
    default:
      return state satisfies never;
  }
}
