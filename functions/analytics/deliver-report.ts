import type { CampaignRecord, Delivery, ReportVersion } from '../messages/campaign-record.ts';
import type { DeliveryTry } from '../messages/carry-request.ts';
import type { DeliveryName } from '../messages/report-receipt.ts';
import { deliveredTry, failedTry, NOT_CONFIGURED } from '../runtime/delivery-try.ts';
import type { AnalyticsOutcome, AnalyticsPorts, ReportRules } from './analytics-ports.ts';
import {
  completionOf,
  handedOver,
  WITH_COURIER,
  withCompletion,
  withDelivery,
  withFailure,
  withReceipt,
} from './campaign-life.ts';

const DAY_MS = 24 * 3_600_000;

/**
 * Delivers one version of a report to one warehouse once, or asks the courier to. Repeatable, and harmless when two
 * deliver at once.
 * @throws {TransientError} a store or the courier's queue cannot be reached; the appointment stands
 */
export async function deliverReport(
  record: CampaignRecord,
  { reportId, version, warehouse }: Omit<DeliveryName, 'campaignId'>,
  ports: AnalyticsPorts,
  rules: ReportRules,
): Promise<AnalyticsOutcome> {
  const there = completionOf(record, reportId)?.versions.find((one) => one.version === version);
  if (!there) return { outcome: 'already_moved', key: reportId };
  const name = { campaignId: record.campaignId, reportId, version, warehouse };
  if (ports.carrier.names.includes(warehouse)) {
    await ports.carrier.carry({ carry: name, document: there.document });
    return afterHandingOver(name, ports, rules);
  }
  const report = await ports.archive.readDocuments(there.document);
  const tried = await ports.warehouses[warehouse]?.deliver(report).then(deliveredTry, failedTry);
  return afterTry(name, tried ?? NOT_CONFIGURED, ports, rules);
}

type LedgerPorts = Pick<AnalyticsPorts, 'ledger' | 'clock'>;

/** The courier has it now. What it says comes back; when it says nothing it is asked again. */
function afterHandingOver(
  name: DeliveryName,
  ports: LedgerPorts,
  rules: ReportRules,
): Promise<AnalyticsOutcome> {
  return change(name, ports, (_version, before, now) => handedOver(before, now, rules.patienceDays * DAY_MS));
}

/**
 * Writes down how a try ended. What the receipt says decides, and nothing else.
 * @throws {TransientError} the ledger cannot be reached
 */
export function afterTry(
  name: DeliveryName,
  tried: DeliveryTry,
  ports: LedgerPorts,
  rules: ReportRules,
): Promise<AnalyticsOutcome> {
  const patienceMs = rules.patienceDays * DAY_MS;
  return change(name, ports, (version, before, now) => moved(version, before, tried, now, patienceMs));
}

/** Changes a delivery as it then is; one that has been delivered stays so. */
function change(
  { campaignId, reportId, version, warehouse }: DeliveryName,
  { ledger, clock }: LedgerPorts,
  decide: (version: ReportVersion, before: Delivery, now: Date) => Delivery,
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
    const after = decide(there, before, now);
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
  tried: DeliveryTry,
  now: Date,
  patienceMs: number,
): Delivery {
  if (tried.kind === 'failed') return withFailure(before, tried, now, patienceMs);
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
      if (why === WITH_COURIER) return { outcome: 'handed_over' };
      return { outcome: why === 'receipt_mismatch' ? 'receipt_mismatch' : 'delivery_failed', ...reason };
    default:
      return state satisfies never;
  }
}
