import type { Clock } from '../ports/clock.ts';
import type { OccupancyBook, Throttle } from '../ports/occupancy-book.ts';
import type { Destination } from '../ports/pace.ts';
import type { PaceBook } from '../ports/pace-book.ts';
import { paceReading } from '../runtime/pace-counts.ts';
import { type OccupancyRules, throttleAt } from './occupancy.ts';

/** What the gauges read. */
export interface GaugePorts {
  readonly book: PaceBook;
  readonly occupancy: Pick<OccupancyBook, 'read'>;
  readonly clock: Clock;
}

/** What is left of its rate to the standard lane, per cent. */
const LEFT: Readonly<Record<Throttle, number>> = { free: 100, half: 50, stopped: 0 };

/** Destinations as they are called on the dashboard. */
const SHOWN = [
  ['telephony', 'Platform'],
  ['crm', 'Crm'],
  ['desk', 'Desk'],
] as const satisfies readonly (readonly [Destination, string])[];

/**
 * What people watch of budgets and routing queues: requests of the last whole minute, how often a destination said
 * "wait", whether its breaker is open, the busiest routing queue and what it leaves to the standard lane, per cent.
 * @throws {TransientError} the ledger cannot be reached
 */
export async function observationGauges(
  ports: GaugePorts,
  rules: OccupancyRules & { readonly routingQueues: readonly string[] },
): Promise<Readonly<Record<string, number>>> {
  const budgets = await Promise.all(SHOWN.map((shown) => budgetGauges(shown, ports)));
  const now = ports.clock.now();
  const readings = await Promise.all(rules.routingQueues.map((queue) => ports.occupancy.read(queue)));
  const seen = readings.filter((reading) => reading !== undefined);
  return {
    ...Object.assign({}, ...budgets),
    ...(seen.length > 0 && {
      BusiestPercent: Math.max(...seen.map(({ percent }) => percent)),
      StandardLanePercent: Math.min(...seen.map((reading) => LEFT[throttleAt(reading, rules, now)])),
    }),
  };
}

async function budgetGauges(
  [destination, name]: (typeof SHOWN)[number],
  { book, clock }: GaugePorts,
): Promise<Readonly<Record<string, number>>> {
  const now = clock.now().getTime();
  const { requests, throttled, breakerOpen } = await book.change(destination, (state) => ({
    answer: paceReading(state, now),
  }));
  return {
    [`${name}Requests`]: requests,
    [`${name}Throttled`]: throttled,
    [`${name}BreakerOpen`]: breakerOpen,
  };
}
