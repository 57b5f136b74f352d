import { isUnaccounted } from '../alert/age.ts';
import type { Severity } from '../messages/alert-class.ts';
import type { AlertState } from '../messages/alert-state.ts';
import { type OccupancyRules, throttleAt } from '../observation/occupancy.ts';
import type { DialingStop } from '../ports/dialing-switch.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import type { OccupancyReading, Throttle } from '../ports/occupancy-book.ts';
import type { Destination } from '../ports/pace.ts';
import type { BreakerState, PaceState } from '../ports/pace-book.ts';
import type { QueueDepth } from '../ports/queue-depths.ts';
import { paceReading } from '../runtime/pace-counts.ts';
import { type ListedAlert, listedAlert } from './listed-alert.ts';
import { type Counted, type Reckoning, reckoning } from './reckoning.ts';

/** Alerts one overview lists by name; it counts more. */
const LISTED = 100;

const LANES: readonly Severity[] = ['critical', 'standard'];

/** What an operator looks at, as it stands at one instant. Instants are ISO 8601, UTC. */
export interface Overview extends Reckoning {
  readonly at: string;
  /** Why nobody is dialed at present; `null` while dialing goes on. */
  readonly dialingStopped: { readonly since: string; readonly by: string; readonly reason: string } | null;
  readonly queues: readonly QueueDepth[];
  readonly lanes: readonly LaneLine[];
  /** Alerts that have not ended, by state. */
  readonly inFlight: Readonly<Partial<Record<AlertState, number>>>;
  /** Whether there are more of them than were counted. */
  readonly more: boolean;
  /** Of those counted, how many should have ended long ago. */
  readonly unaccounted: number;
  readonly budgets: readonly BudgetLine[];
  readonly occupancy: readonly OccupancyLine[];
  /** Alerts that have not ended, the longest admitted first. */
  readonly alerts: readonly ListedAlert[];
  /** The alerts that were taken in last, the last one first. */
  readonly latest: readonly ListedAlert[];
}

/** A lane of alerts that have not ended. */
export interface LaneLine {
  readonly lane: Severity;
  readonly inFlight: number;
  /** When the oldest of them was admitted; `null` in an empty lane. */
  readonly oldestAt: string | null;
}

/** A destination's budget and its breaker. */
export interface BudgetLine {
  readonly destination: Destination;
  readonly requestsPerMinute: number;
  /** Slots given in the minute that runs, and in the one before. */
  readonly thisMinute: number;
  readonly lastMinute: number;
  /** Until when the destination told everybody to wait; `null` when nobody waits. */
  readonly heldUntil: string | null;
  readonly breaker: BreakerState['kind'];
  /** When an open breaker lets one request find out; `null` while it is closed. */
  readonly breakerUntil: string | null;
}

/** How busy a routing queue is and what it lets through of the standard lane. */
export interface OccupancyLine {
  readonly routingQueue: string;
  /** 0 to 100; `null` when nobody has looked. */
  readonly percent: number | null;
  readonly throttle: Throttle;
  readonly readAt: string | null;
}

/** What an overview is made from. */
export interface Seen {
  readonly now: Date;
  /** Alerts that have not ended; `more`: there are others. */
  readonly alerts: readonly AlertRecord[];
  readonly more: boolean;
  readonly latest: readonly AlertRecord[];
  readonly tally: Counted['tally'];
  readonly strayed: number;
  /** Since when the tally counts. */
  readonly since: Date;
  readonly stop: DialingStop | undefined;
  readonly queues: readonly QueueDepth[];
  readonly budgets: readonly {
    readonly destination: Destination;
    readonly requestsPerMinute: number;
    readonly state: PaceState | undefined;
  }[];
  readonly occupancy: readonly {
    readonly routingQueue: string;
    readonly reading: OccupancyReading | undefined;
  }[];
}

/** By which limits it is judged. */
export interface OverviewRules {
  /** How old an alert may be called about, ms. */
  readonly maxAgeMs: number;
  readonly occupancy: OccupancyRules;
}

/** The overview of what was seen. */
export function overviewOf(seen: Seen, { maxAgeMs, occupancy }: OverviewRules): Overview {
  const { now, stop, queues, more } = seen;
  const alerts = seen.alerts.toSorted((a, b) => a.admittedAt.getTime() - b.admittedAt.getTime());
  return {
    at: now.toISOString(),
    dialingStopped: stop ? { ...stop, since: stop.since.toISOString() } : null,
    queues,
    ...reckoning({ ...seen, alerts }),
    lanes: LANES.map((lane) => laneLine(lane, alerts)),
    inFlight: countedBy(alerts, ({ state }) => state),
    more,
    unaccounted: alerts.filter((alert) => isUnaccounted(alert, maxAgeMs, now)).length,
    budgets: seen.budgets.map((budget) => budgetLine(budget, now)),
    occupancy: seen.occupancy.map(({ routingQueue, reading }) => ({
      routingQueue,
      percent: reading?.percent ?? null,
      throttle: throttleAt(reading, occupancy, now),
      readAt: reading?.at.toISOString() ?? null,
    })),
    alerts: alerts.slice(0, LISTED).map(listedAlert),
    latest: seen.latest.map(listedAlert),
  };
}

/** How many there are of each name. */
export function countedBy<Of, Name extends string>(
  all: readonly Of[],
  nameOf: (one: Of) => Name,
): Partial<Record<Name, number>> {
  const counts: Partial<Record<Name, number>> = {};
  for (const one of all) counts[nameOf(one)] = (counts[nameOf(one)] ?? 0) + 1;
  return counts;
}

/** `alerts`: the longest admitted first. */
function laneLine(lane: Severity, alerts: readonly AlertRecord[]): LaneLine {
  const own = alerts.filter(({ severity }) => severity === lane);
  return { lane, inFlight: own.length, oldestAt: own[0]?.admittedAt.toISOString() ?? null };
}

function budgetLine(
  { destination, requestsPerMinute, state }: Seen['budgets'][number],
  now: Date,
): BudgetLine {
  const at = now.getTime();
  const breaker = state?.breaker;
  const isHeld = state !== undefined && state.notBefore > at;
  return {
    destination,
    requestsPerMinute,
    thisMinute: paceReading(state, at + MINUTE_MS).requests,
    lastMinute: paceReading(state, at).requests,
    heldUntil: isHeld ? new Date(state.notBefore).toISOString() : null,
    breaker: breaker?.kind ?? 'closed',
    breakerUntil: breaker && breaker.kind !== 'closed' ? new Date(breaker.until).toISOString() : null,
  };
}

const MINUTE_MS = 60_000;
