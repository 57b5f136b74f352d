import { z } from 'zod';
import type { Call } from './call.ts';
import type { Outcome } from './genesys-callbacks.ts';

/** Agents on a routing queue, by routing status, and since when contacts wait; what is not named has nobody. */
export const QueueAgents = z.strictObject({
  interacting: z.int().nonnegative().default(0),
  communicating: z.int().nonnegative().default(0),
  idle: z.int().nonnegative().default(0),
  notResponding: z.int().nonnegative().default(0),
  waitingSince: z.array(z.iso.datetime()).default([]),
});
export type QueueAgents = z.infer<typeof QueueAgents>;

const ObservationQuery = z.looseObject({
  filter: z.looseObject({
    predicates: z.array(z.looseObject({ value: z.string().optional() })).default([]),
    clauses: z
      .array(z.looseObject({ predicates: z.array(z.looseObject({ value: z.string().optional() })) }))
      .default([]),
  }),
  metrics: z.array(z.string()),
  detailMetrics: z.array(z.string()).default([]),
});

/** How busy the simulated agents are. */
export interface OccupancyDesk {
  /** `POST /api/v2/analytics/queues/observations/query`, for `oOnQueueUsers` and `oWaiting`; other metrics stay empty. */
  observe(call: Call): Outcome;
  /** Puts agents and waiting contacts on a routing queue, until others are put there. */
  staff(queueId: string, agents: z.input<typeof QueueAgents>): void;
}

/** Nobody is in a hurry until a test says so. */
const QUIET = QueueAgents.parse({ interacting: 2, idle: 8 });

/** A desk with ten agents on each routing queue, two of them busy. */
export function occupancyDesk(queueIds: readonly string[]): OccupancyDesk {
  const staffed = new Map<string, QueueAgents>(queueIds.map((id) => [id, QUIET]));
  return {
    observe(call) {
      const { filter, metrics, detailMetrics } = ObservationQuery.parse(call.body);
      const predicates = [...filter.predicates, ...filter.clauses.flatMap((clause) => clause.predicates)];
      const wanted = new Set(predicates.map(({ value }) => value));
      const results = [...staffed]
        .filter(([queueId]) => wanted.has(queueId))
        .map(([queueId, agents]) => ({
          group: { queueId },
          data: [
            ...(metrics.includes('oOnQueueUsers') ? onQueue(agents) : []),
            ...(metrics.includes('oWaiting') ? waiting(agents, detailMetrics) : []),
          ],
        }));
      return { kind: 'done', status: 200, body: { results } };
    },
    staff: (queueId, agents) => void staffed.set(queueId, QueueAgents.parse(agents)),
  };
}

/** Contacts as the platform tells them: with their names and numbers. */
function waiting({ waitingSince }: QueueAgents, detailMetrics: readonly string[]) {
  const observations = waitingSince.map((observationDate) => ({
    observationDate,
    participantName: 'Robin Example',
    ani: 'tel:+12025550187',
  }));
  const stats = { count: waitingSince.length };
  const detailed = detailMetrics.includes('oWaiting') && observations.length > 0;
  return [{ metric: 'oWaiting', stats, ...(detailed && { observations }) }];
}

/** Statuses with nobody are left out, as the platform does. */
function onQueue({ interacting, communicating, idle, notResponding }: QueueAgents) {
  const counts = {
    INTERACTING: interacting,
    COMMUNICATING: communicating,
    IDLE: idle,
    NOT_RESPONDING: notResponding,
  };
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([qualifier, count]) => ({ metric: 'oOnQueueUsers', qualifier, stats: { count } }));
}
