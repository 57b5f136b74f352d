import { pacingOf } from '../../lib/stage-pacing.ts';
import type { Laptop } from '../../local/laptop.ts';
import { mostWithin } from '../storm/bounds.ts';
import { type BenchTable, rounded, verdict } from './bench-table.ts';
import { machineNote } from './machine.ts';
import { percentile } from './statistics.ts';

/** How many completions of how many customers, and within which time they are posted. */
export const FLOOD = { completions: 5000, customers: 500, withinMs: 10_000 } as const;

/** One completion and when it was posted, ms of this process' monotonic clock. */
export interface Posted {
  readonly customerId: string;
  readonly endTime: string;
  readonly summary: string;
  readonly postedMs: number;
}

/** What a run came to. */
export interface SegmentationRun {
  /** Door to CRM for customers who have nothing else under way, ms each. */
  readonly alone: readonly number[];
  readonly posted: readonly Posted[];
  readonly tookMs: number;
  readonly settledMs: number;
}

/** The newest completion of each customer. */
export function newestOf(posted: readonly Posted[]): readonly Posted[] {
  const newest = new Map<string, Posted>();
  for (const one of posted) {
    if (one.endTime > (newest.get(one.customerId)?.endTime ?? '')) newest.set(one.customerId, one);
  }
  return [...newest.values()];
}

/** Customers of whom the CRM does not have the newest. */
export function wrong(laptop: Laptop, newest: readonly Posted[]): number {
  return newest.filter(
    ({ customerId, summary }) =>
      laptop.crm?.customer(customerId)?.segments?.attributes.last_interaction_summary !== summary,
  ).length;
}

/** The promises of a run and whether they were kept. */
export function segmentationTable(laptop: Laptop, run: SegmentationRun): BenchTable {
  const requests = laptop.crm?.requests() ?? [];
  const arrivals = requests.map(({ arrivedMs }) => arrivedMs);
  const { requestsPerMinute } = pacingOf(laptop.stage).crm;
  const p50 = percentile(run.alone, 0.5);
  const atMost = (measure: string, value: number, most: number) => ({
    measure,
    value,
    target: `at most ${most}: ${verdict(value <= most)}`,
  });
  const told = (measure: string, value: number) => ({ measure, value, target: '-' });
  return {
    title: `${FLOOD.completions} completions of ${FLOOD.customers} customers`,
    rows: [
      atMost('posted within, s', rounded(run.tookMs / 1000, 1), FLOOD.withinMs / 1000),
      atMost('customers whose newest the CRM lacks', wrong(laptop, newestOf(run.posted)), 0),
      told('the CRM has all newest after, s', rounded(run.settledMs / 1000, 1)),
      told('CRM requests', requests.length),
      told('CRM requests in any second', mostWithin(arrivals, 1000)),
      atMost('CRM requests in any minute', mostWithin(arrivals, 60_000), requestsPerMinute),
      {
        measure: 'alone: door to CRM, p50 ms',
        value: rounded(p50),
        target: `< 1000: ${verdict(p50 < 1000)}`,
      },
      told('alone: door to CRM, p99 ms', rounded(percentile(run.alone, 0.99))),
    ],
    notes: [
      'alone: customers with nothing else under way, 50 of them one after the other',
      "the CRM's rate is one of minutes; slots lie evenly in them, and a busy processor lets some requests wait for others",
      machineNote(),
    ],
  };
}
