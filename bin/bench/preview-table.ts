import { type Cell, rounded, verdict } from './bench-table.ts';
import { percentile } from './statistics.ts';

/** Bounds of a read from the cache, of any other, and of requests to the CRM for one customer within five minutes. */
const CACHED_MS = 200;
const OTHERWISE_MS = 2100;
const MOST_ASKED = 1;

/** One read: how long it took and from where the answer was; `failed` when there was none. */
export interface Looked {
  readonly ms: number;
  readonly freshness: string;
}

/** What a run gave, and how long it took. */
export interface Run {
  readonly looked: readonly Looked[];
  readonly ms: number;
}

/** What was asked for, and how often the CRM was asked for one customer at most. */
export interface Measured {
  readonly reads: number;
  readonly customers: number;
  readonly mostAsked: number;
}

/** Reads through the product beside reads straight to the CRM, with the bounds that they must keep. */
export function previewTable(ours: Run, straight: Run, { reads, customers, mostAsked }: Measured) {
  const cached = ours.looked.filter(({ freshness }) => freshness === 'cached');
  const others = ours.looked.filter(({ freshness }) => freshness !== 'cached');
  const unanswered = reads - ours.looked.length + failed(ours.looked);
  return [
    row('from the cache, reads', cached.length, 0),
    row('from the cache, p99 ms', p99(cached), '-', within(p99(cached), CACHED_MS)),
    row('otherwise, reads', others.length, straight.looked.length),
    row('otherwise, p99 ms', p99(others), p99(straight.looked), within(p99(others), OTHERWISE_MS)),
    row('longest, ms', longest(ours.looked), longest(straight.looked)),
    row('without an answer', unanswered, failed(straight.looked), within(unanswered, 0)),
    row('all, s', seconds(ours.ms), seconds((straight.ms * reads) / Math.max(1, straight.looked.length))),
    row('requests to the CRM for one customer', mostAsked, reads / customers, within(mostAsked, MOST_ASKED)),
  ];
}

const row = (measure: string, trunkline: Cell, straight: Cell, wanted = '-') => ({
  measure,
  trunkline,
  'straight to the CRM': straight,
  target: wanted,
});

const within = (value: number, most: number): string => `<= ${most}: ${verdict(value <= most)}`;
const seconds = (ms: number): number => rounded(ms / 1000);
const timesOf = (looked: readonly Looked[]): number[] => looked.map(({ ms }) => ms);
const p99 = (looked: readonly Looked[]): number =>
  looked.length === 0 ? 0 : rounded(percentile(timesOf(looked), 0.99));
const longest = (looked: readonly Looked[]): number => rounded(Math.max(0, ...timesOf(looked)));
const failed = (looked: readonly Looked[]): number =>
  looked.filter(({ freshness }) => freshness === 'failed').length;
