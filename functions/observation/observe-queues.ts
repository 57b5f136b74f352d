import { TransientError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { OccupancyBook, Throttle } from '../ports/occupancy-book.ts';
import type { QueueObserver } from '../ports/queue-observer.ts';
import type { Sleep } from '../ports/sleep.ts';
import { nextReading, type OccupancyRules } from './occupancy.ts';

/** What observation touches. */
export interface ObservationPorts {
  readonly observer: QueueObserver;
  readonly occupancy: OccupancyBook;
  readonly clock: Clock;
  readonly sleep: Sleep;
}

export interface ObservationRules extends OccupancyRules {
  /** `false`: nobody is dialed, so nobody needs to look. */
  readonly armed: boolean;
  readonly routingQueues: readonly string[];
}

/** How a look at one routing queue ended. */
export type Observed =
  | { readonly outcome: 'observed'; readonly reason: Throttle; readonly key: string }
  | { readonly outcome: 'waiting'; readonly reason: 'platform'; readonly key: string };

/** A look that failed is repeated after this time, so that one lost answer does not stop the lane for a minute. */
const LOOK_AGAIN_MS = 10_000;

/**
 * Looks at how busy all routing queues are and keeps what follows. A platform that cannot be asked, twice, leaves the
 * last readings, which soon count as outdated. Disarmed it looks at nothing. Repeatable, and harmless when two run at
 * once.
 * @throws {TransientError} the ledger cannot be reached
 */
export async function observeQueues(
  ports: ObservationPorts,
  rules: ObservationRules,
): Promise<readonly Observed[]> {
  if (!rules.armed) return [];
  const seen = (await look(ports, rules)) ?? (await lookAgain(ports, rules));
  if (!seen) return rules.routingQueues.map((key) => ({ outcome: 'waiting', reason: 'platform', key }));
  const now = ports.clock.now();
  return Promise.all(
    [...seen].map(([routingQueue, percent]) => keep(routingQueue, percent, now, ports, rules)),
  );
}

/** `undefined` when the platform cannot be asked. */
async function look(
  { observer }: ObservationPorts,
  { routingQueues }: ObservationRules,
): Promise<ReadonlyMap<string, number> | undefined> {
  try {
    return await observer.queueOccupancy(routingQueues);
  } catch (error) {
    if (error instanceof TransientError) return undefined;
    throw error;
  }
}

async function lookAgain(ports: ObservationPorts, rules: ObservationRules) {
  await ports.sleep.until(new Date(ports.clock.now().getTime() + LOOK_AGAIN_MS));
  return look(ports, rules);
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
