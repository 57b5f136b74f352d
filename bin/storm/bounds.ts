import type { AlertRecord } from '../../functions/ports/ledger.ts';
import type { StormReport } from '../../test/simulation/storm/storm.ts';
import { rounded } from '../bench/bench-table.ts';

/** What a storm came to, in numbers. */
export interface Measured {
  readonly posted: number;
  readonly critical: number;
  readonly admitted: number;
  /** Alerts that have not ended, or are not there. */
  readonly unaccounted: number;
  readonly placed: number;
  readonly shed: number;
  readonly failures: number;
  readonly mostInASecond: number;
  readonly mostInAMinute: number;
  readonly requestsPerMinute: number;
  readonly requests: number;
  readonly throttled: number;
  readonly firstAttempts: number;
  readonly retries: number;
  /** From the sensor's own instant to the grant, s. */
  readonly criticalP99Seconds: number;
  readonly crmCreates: number;
  readonly wallSeconds: number;
  readonly peakMiB: number;
  readonly minutes: number;
  readonly perAlert: {
    readonly tableRequests: number;
    readonly writeUnits: number;
    readonly indexUnits: number;
    readonly messages: number;
    readonly crmRequests: number;
  };
}

/** One promise and whether it was kept. */
export interface Bound {
  readonly what: string;
  readonly value: number;
  readonly bound: string;
  readonly met: boolean;
}

const TERMINAL = new Set(['PLACED', 'CASED', 'SUPPRESSED', 'QUARANTINED']);

/** A cost counts as flat up to this much more than in a small storm. */
const FLAT = 1.1;

/** The numbers of a report. `wallSeconds`: how long it really took. */
export function measured(
  report: StormReport,
  { wallSeconds, requestsPerMinute }: { readonly wallSeconds: number; readonly requestsPerMinute: number },
): Measured {
  const { alerts, posted, platform } = report;
  const critical = alerts.filter(({ severity }) => severity === 'critical');
  const ended = alerts.filter(({ state }) => TERMINAL.has(state)).length;
  const instants = platform.map(({ at }) => at);
  const calls = platform.flatMap(({ call }) => (call ? [call.referenceId] : []));
  const firstAttempts = new Set(calls).size;
  const per = (total: number): number => rounded(total / posted, 2);
  return {
    posted,
    critical: critical.length,
    admitted: alerts.length,
    unaccounted: posted - ended,
    placed: alerts.filter(({ state }) => state === 'PLACED').length,
    shed: alerts.filter(({ why }) => why === 'shed').length,
    failures: report.failures.length,
    mostInASecond: mostWithin(instants, 1000),
    mostInAMinute: mostWithin(instants, 60_000),
    requestsPerMinute,
    requests: platform.length,
    throttled: platform.filter(({ status }) => status === 429).length,
    firstAttempts,
    retries: calls.length - firstAttempts,
    criticalP99Seconds: percentile(critical.map(secondsToGrant), 0.99),
    crmCreates: report.crmCreates,
    wallSeconds: rounded(wallSeconds, 1),
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    minutes: Math.round(report.lastedMs / 60_000),
    perAlert: {
      tableRequests: per(report.tableRequests),
      writeUnits: per(report.writeUnits),
      indexUnits: per(report.indexUnits),
      messages: per(report.messages),
      crmRequests: per(report.crmReads + report.crmCreates),
    },
  };
}

/** Every promise about a storm; costs are held against those of a small one. */
export function bounds(of: Measured, small: Measured): readonly Bound[] {
  const exactly = (what: string, value: number, wanted: number): Bound => ({
    what,
    value,
    bound: String(wanted),
    met: value === wanted,
  });
  const atMost = (what: string, value: number, most: number): Bound => ({
    what,
    value,
    bound: `at most ${rounded(most, 2)}`,
    met: value <= most,
  });
  const flat = (Object.keys(of.perAlert) as (keyof Measured['perAlert'])[]).map((cost) =>
    atMost(`${words(cost)} for each alert`, of.perAlert[cost], small.perAlert[cost] * FLAT),
  );
  return [
    exactly('alerts admitted', of.admitted, of.posted),
    exactly('alerts unaccounted for', of.unaccounted, 0),
    exactly('failures nobody expects', of.failures, 0),
    atMost('platform requests in any second', of.mostInASecond, Math.ceil(of.requestsPerMinute / 60)),
    atMost('platform requests in any minute', of.mostInAMinute, of.requestsPerMinute),
    atMost('429 answers, per cent', rounded((100 * of.throttled) / Math.max(1, of.requests), 2), 1),
    atMost('retries', of.retries, of.firstAttempts / 10),
    atMost('critical, door to grant, p99, seconds', of.criticalP99Seconds, 60),
    atMost(
      'CRM creates, per cent of what was shed',
      rounded((100 * of.crmCreates) / Math.max(1, of.shed), 2),
      1,
    ),
    atMost('wall time, seconds', of.wallSeconds, 120),
    atMost('peak memory, MiB', of.peakMiB, 1536),
    ...flat,
  ];
}

const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** The most of these instants that lie within a span, both in ms. */
export function mostWithin(instants: readonly number[], spanMs: number): number {
  const sorted = instants.toSorted((a, b) => a - b);
  let [first, most] = [0, 0];
  for (const [index, at] of sorted.entries()) {
    while (at - (sorted[first] ?? at) >= spanMs) first++;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

function secondsToGrant({ raisedAt, transitions }: AlertRecord): number {
  const granted = transitions.find(({ state }) => state === 'PLACING');
  return granted ? (granted.at.getTime() - raisedAt.getTime()) / 1000 : Number.POSITIVE_INFINITY;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return rounded(sorted[Math.ceil(sorted.length * share) - 1] ?? 0, 2);
}
