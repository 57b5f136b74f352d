import type { CampaignRecord, Completion, Delivery, ReportVersion } from '../messages/campaign-record.ts';
import type { Receipt } from '../messages/report-receipt.ts';

/** Something to do for a campaign. */
export type DueAct =
  | { readonly kind: 'look'; readonly reportId: string }
  | {
      readonly kind: 'deliver';
      readonly reportId: string;
      readonly version: number;
      readonly warehouse: string;
    }
  | { readonly kind: 'tell'; readonly reportId: string; readonly version: number };

interface Appointment {
  readonly at: Date;
  readonly act: DueAct;
}

/** When the next thing of a record is due; `undefined` when nothing is. */
export function dueAt(record: CampaignRecord): Date | undefined {
  return appointments(record)[0]?.at;
}

/** What is due now, the longest due first. */
export function dueAct(record: CampaignRecord, now: Date): DueAct | undefined {
  const first = appointments(record)[0];
  return first && first.at <= now ? first.act : undefined;
}

function appointments({ completions }: CampaignRecord): Appointment[] {
  return completions
    .flatMap((completion) => [...lookOf(completion), ...completion.versions.flatMap(ofVersion(completion))])
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

const lookOf = ({ nextLookAt, reportId }: Completion): Appointment[] =>
  nextLookAt === null ? [] : [{ at: nextLookAt, act: { kind: 'look', reportId } }];

const ofVersion =
  ({ reportId }: Completion) =>
  ({ version, deliveries, tellAt }: ReportVersion): Appointment[] => [
    ...Object.entries(deliveries).flatMap(([warehouse, { nextAt }]): Appointment[] =>
      nextAt === null ? [] : [{ at: nextAt, act: { kind: 'deliver', reportId, version, warehouse } }],
    ),
    ...(tellAt === null ? [] : [{ at: tellAt, act: { kind: 'tell', reportId, version } as const }]),
  ];

/** The end of this report; `undefined` when the record has none of it. */
export const completionOf = (record: CampaignRecord, reportId: string): Completion | undefined =>
  record.completions.find((completion) => completion.reportId === reportId);

/** The record with one end replaced. */
export const withCompletion = (record: CampaignRecord, next: Completion): CampaignRecord => ({
  ...record,
  completions: record.completions.map((one) => (one.reportId === next.reportId ? next : one)),
});

/** A delivery that has not begun. */
export const newDelivery = (now: Date): Delivery => ({
  state: 'DUE',
  attempts: 0,
  since: now,
  nextAt: now,
  receipt: null,
  why: null,
});

/**
 * A delivery after its receipt was read back: done only when it says of the rows and their checksum what the report
 * says, else a failure like any other. What has been delivered stays so.
 */
export function withReceipt(
  { rows, sha256 }: Pick<ReportVersion, 'rows' | 'sha256'>,
  delivery: Delivery,
  receipt: Receipt,
): Delivery | 'mismatch' {
  if (delivery.state === 'DELIVERED') return delivery;
  if (receipt.rows !== rows || receipt.sha256 !== sha256) return 'mismatch';
  return { ...delivery, state: 'DELIVERED', nextAt: null, receipt, why: null };
}

/** How a try failed. `forGood`: the same would be refused again. */
export interface FailedTry {
  readonly why: string;
  readonly forGood: boolean;
  readonly retryAfterMs?: number | undefined;
  readonly receipt?: Receipt;
}

const FIRST_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 3_600_000;

/** A delivery after a try that failed: later, or not again once its patience is over. */
export function withFailure(delivery: Delivery, failed: FailedTry, now: Date, patienceMs: number): Delivery {
  if (delivery.state === 'DELIVERED' || delivery.state === 'PARKED') return delivery;
  const { attempts, since } = delivery;
  const tried = { ...delivery, attempts: attempts + 1, why: failed.why, receipt: failed.receipt ?? null };
  if (failed.forGood || now.getTime() - since.getTime() >= patienceMs) {
    return { ...tried, state: 'PARKED', nextAt: null };
  }
  const backoff = Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts, 20), LONGEST_RETRY_MS);
  const waitMs = Math.max(backoff, failed.retryAfterMs ?? 0);
  return { ...tried, state: 'DUE', nextAt: new Date(now.getTime() + waitMs) };
}

/** Why a delivery waits that the courier has. */
export const WITH_COURIER = 'with_courier';

/** The courier says what came of it long before, ms; else it is asked again, and ever more seldom. */
const COURIER_MS = 10 * 60_000;

/** A delivery that the courier has been asked for; no longer once its patience is over. */
export function handedOver(delivery: Delivery, now: Date, patienceMs: number): Delivery {
  if (delivery.state !== 'DUE') return delivery;
  const asked = { ...delivery, why: WITH_COURIER };
  const sinceMs = now.getTime() - delivery.since.getTime();
  if (sinceMs >= patienceMs) return { ...asked, state: 'PARKED', nextAt: null };
  const waitMs = Math.min(LONGEST_RETRY_MS, Math.max(COURIER_MS, sinceMs));
  return { ...asked, nextAt: new Date(now.getTime() + waitMs) };
}

/** The version with one delivery replaced; who asked is told once the report can be read where every stage has it. */
export function withDelivery(
  version: ReportVersion,
  warehouse: string,
  next: Delivery,
  now: Date,
): ReportVersion {
  const readable = warehouse === 's3' && next.state === 'DELIVERED' && !version.told;
  return {
    ...version,
    deliveries: { ...version.deliveries, [warehouse]: next },
    ...(readable && { tellAt: version.tellAt ?? now }),
  };
}
