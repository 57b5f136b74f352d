import * as z from 'zod/mini';
import { Severity } from '../functions/messages/alert-class.ts';
import { AlertState } from '../functions/messages/alert-state.ts';

const Instant = z.iso.datetime();
const Count = z.int().check(z.minimum(0));

const OutcomeName = z.enum(['placed', 'suppressed', 'deferred', 'uncertain', 'quarantined', 'in_flight']);

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
    since: Instant.check(z.describe('Since when the outcomes are counted: for a day.')),
    outcomes: z
      .partialRecord(OutcomeName, Count)
      .check(z.describe('How alerts ended that were taken in since then; each counts once.')),
    conservation: z
      .looseObject({
        accepted: Count,
        ended: Count,
        inFlight: Count,
        quarantined: Count,
        duplicates: Count.check(z.describe('0: only a local system, which watches its doors, can tell.')),
        waiting: Count.check(z.describe('Bodies that wait for admission.')),
        missing: Count.check(z.describe('Alerts that have not ended and that nobody will look at.')),
      })
      .check(z.describe('accepted = ended + inFlight + quarantined + duplicates + waiting + missing')),
    uncounted: z.boolean().check(z.describe('true when there are more than were counted.')),
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
    latest: z
      .array(ListedAlert)
      .check(z.describe('The alerts that were taken in last, the last one first; 100 at most.')),
  })
  .check(z.describe('How everything stands now.'));
