import * as z from 'zod/mini';
import { Severity } from '../functions/messages/alert-class.ts';
import { AlertState } from '../functions/messages/alert-state.ts';

const Instant = z.iso.datetime();
const Count = z.int().check(z.minimum(0));

const ListedAlert = z.looseObject({
  key: z.string(),
  customerId: z.nullable(z.string()),
  sensorId: z.nullable(z.string()),
  alertType: z.nullable(z.string()),
  lane: z.nullable(Severity),
  state: AlertState,
  outcome: z.nullable(z.string()).check(z.describe('As in the story; null while it is in flight.')),
  final: z.boolean(),
  reason: z.nullable(z.string()).check(z.describe('Why it ended so, or what it waits for.')),
  changedAt: Instant,
});

/** How everything stands, for operators. */
export const Overview = z
  .looseObject({
    at: Instant,
    dialingStopped: z.nullable(z.looseObject({ since: Instant, by: z.string(), reason: z.string() })),
    queues: z.array(
      z.looseObject({
        name: z.string().check(z.describe('Worker and lane.')),
        waiting: Count,
        working: Count,
      }),
    ),
    lanes: z.array(
      z.looseObject({
        lane: Severity,
        inFlight: Count,
        oldestAt: z.nullable(Instant).check(z.describe('When the oldest of them was admitted.')),
      }),
    ),
    inFlight: z
      .partialRecord(AlertState, Count)
      .check(z.describe('Alerts that have not ended, by state; 800 are counted at most.')),
    more: z.boolean().check(z.describe('true when there may be more of them.')),
    unaccounted: Count.check(z.describe('Of those, how many should have ended long ago.')),
    budgets: z.array(
      z.looseObject({
        destination: z.string(),
        requestsPerMinute: z.int(),
        thisMinute: Count,
        lastMinute: Count,
        heldUntil: z.nullable(Instant),
        breaker: z.enum(['closed', 'open', 'probing']),
        breakerUntil: z.nullable(Instant),
      }),
    ),
    occupancy: z.array(
      z.looseObject({
        routingQueue: z.string(),
        percent: z.nullable(z.number()),
        throttle: z.enum(['free', 'half', 'stopped']).check(z.describe('What is left to the standard lane.')),
        readAt: z.nullable(Instant),
      }),
    ),
    alerts: z
      .array(ListedAlert)
      .check(z.describe('Those that have not ended, the longest admitted first; 100 at most.')),
  })
  .check(z.describe('How everything stands now.'));
