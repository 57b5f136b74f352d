import { z } from 'zod';
import type { Call } from './call.ts';
import type { Outcome } from './genesys-callbacks.ts';

/** Agents on a routing queue, by routing status; statuses that are not named have nobody. */
export const QueueAgents = z.strictObject({
  interacting: z.int().nonnegative().default(0),
  communicating: z.int().nonnegative().default(0),
  idle: z.int().nonnegative().default(0),
  notResponding: z.int().nonnegative().default(0),
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
});

/** How busy the simulated agents are. */
export interface OccupancyDesk {
  /** `POST /api/v2/analytics/queues/observations/query`, for the metric `oOnQueueUsers`; other metrics stay empty. */
  observe(call: Call): Outcome;
  /** Puts agents on a routing queue, until others are put there. */
  staff(queueId: string, agents: QueueAgents): void;
}

/** Nobody is in a hurry until a test says so. */
const QUIET: QueueAgents = { interacting: 2, communicating: 0, idle: 8, notResponding: 0 };

/** A desk with ten agents on each routing queue, two of them busy. */
export function occupancyDesk(queueIds: readonly string[]): OccupancyDesk {
  const staffed = new Map<string, QueueAgents>(queueIds.map((id) => [id, QUIET]));
  return {
    observe(call) {
      const { filter, metrics } = ObservationQuery.parse(call.body);
      const predicates = [...filter.predicates, ...filter.clauses.flatMap((clause) => clause.predicates)];
      const wanted = new Set(predicates.map(({ value }) => value));
      const results = [...staffed]
        .filter(([queueId]) => wanted.has(queueId))
        .map(([queueId, agents]) => ({
          group: { queueId },
          data: metrics.includes('oOnQueueUsers') ? onQueue(agents) : [],
        }));
      return { kind: 'done', status: 200, body: { results } };
    },
    staff: (queueId, agents) => void staffed.set(queueId, agents),
  };
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
