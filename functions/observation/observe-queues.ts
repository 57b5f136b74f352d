import { TransientError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { MeasurementOutbox } from '../ports/measurement-outbox.ts';
import type { OccupancyBook, Throttle } from '../ports/occupancy-book.ts';
import type { QueueObserver, QueueSeen } from '../ports/queue-observer.ts';
import type { Sleep } from '../ports/sleep.ts';
import { lookTwice } from './look-twice.ts';
import { nextReading, type OccupancyRules } from './occupancy.ts';
import { waitReadings } from './waits.ts';

/** What observation touches. */
export interface ObservationPorts {
  readonly observer: QueueObserver;
  readonly occupancy: OccupancyBook;
  readonly measurements: MeasurementOutbox;
  readonly clock: Clock;
  readonly sleep: Sleep;
}

export interface ObservationRules extends OccupancyRules {
  /** `false`: nobody is dialed, so nobody needs to know how busy the agents are. */
  readonly armed: boolean;
  /** Whether ticketing gets the waits from here, because no bus carries them. */
  readonly pollsWaits: boolean;
  /** Routing queue name to the platform's id. */
  readonly queueIds: Readonly<Record<string, string>>;
}

/** How a look at one routing queue ended. */
export type Observed =
  | { readonly outcome: 'observed'; readonly reason: Throttle; readonly key: string }
  | { readonly outcome: 'measured'; readonly key: string }
  | { readonly outcome: 'waiting'; readonly reason: 'platform'; readonly key: string };

/**
 * Looks once at all routing queues: keeps what follows from how busy they are, and leaves their waits for ticketing
 * where the stage polls them. A platform that cannot be asked, twice, leaves the last readings, which soon count as
 * outdated. When nobody needs either it looks at nothing. Repeatable, and harmless when two run at once.
 * @throws {TransientError} the ledger or ticketing's queue cannot be reached
 */
export async function observeQueues(
  ports: ObservationPorts,
  rules: ObservationRules,
): Promise<readonly Observed[]> {
  if (!rules.armed && !rules.pollsWaits) return [];
  const seen = await lookTwice(() => ports.observer.observe(queuesOf(rules), rules.pollsWaits), ports);
  if (seen instanceof TransientError)
    return queuesOf(rules).map((key) => ({ outcome: 'waiting', reason: 'platform', key }));
  const now = ports.clock.now();
  const kept = await Promise.all(
    [...seen].map(([routingQueue, { busyPercent }]) => keep(routingQueue, busyPercent, now, ports, rules)),
  );
  return rules.pollsWaits ? [...kept, ...(await tellWaits(seen, now, ports, rules))] : kept;
}

const queuesOf = ({ queueIds }: ObservationRules): string[] => Object.keys(queueIds);

/** All waits in one message. */
async function tellWaits(
  seen: ReadonlyMap<string, QueueSeen>,
  now: Date,
  { measurements }: ObservationPorts,
  { queueIds }: ObservationRules,
): Promise<Observed[]> {
  const readings = waitReadings(seen, queueIds, now);
  await measurements.measured(readings);
  return readings.map(({ source }) => ({ outcome: 'measured', key: source.name ?? source.id }));
}

async function keep(
  routingQueue: string,
  percent: number,
  now: Date,
  { occupancy }: ObservationPorts,
  rules: ObservationRules,
): Promise<Observed> {
  const reading = nextReading(await occupancy.read(routingQueue), percent, rules, now);
  await occupancy.keep(routingQueue, reading);
  return { outcome: 'observed', reason: reading.throttle, key: routingQueue };
}
