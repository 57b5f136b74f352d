import * as z from 'zod/mini';
import { RejectedError, TransientError } from '../errors.ts';
import type { QueueObserver, QueueSeen } from '../ports/queue-observer.ts';
import type { GenesysRequests } from './genesys-requests.ts';

/** `QueueObservationQueryResponse`, as far as it is read. */
const ObservationsAnswer = z.object({
  results: z.optional(
    z.array(
      z.object({
        group: z.optional(z.record(z.string(), z.string())),
        data: z.optional(
          z.array(
            z.object({
              metric: z.optional(z.string()),
              qualifier: z.optional(z.string()),
              stats: z.optional(z.object({ count: z.optional(z.number()) })),
              // What else is told of a contact is about a person and stays unread.
              observations: z.optional(
                z.array(z.object({ observationDate: z.iso.datetime({ offset: true }) })),
              ),
            }),
          ),
        ),
      }),
    ),
  ),
});
type ObservationsAnswer = z.infer<typeof ObservationsAnswer>;

/** Routing statuses of agents on a queue. Who does not respond is neither busy nor to be had. */
const BUSY = ['INTERACTING', 'COMMUNICATING'];
const IDLE = 'IDLE';

/**
 * How busy routing queues are and who waits, from `POST /api/v2/analytics/queues/observations/query`. The platform has
 * no occupancy: it is busy / (busy + idle) of the agents on the queue (`oOnQueueUsers` by routing status). It has no
 * wait either: the first contact's is counted from the oldest observation of `oWaiting`. Of a queue so long that the
 * platform shortens the list, that is the least it can be. (reference/genesys-cloud.md section 4)
 */
export function genesysObservations(
  requests: GenesysRequests,
  queueIds: Readonly<Record<string, string>>,
): QueueObserver {
  return {
    async observe(routingQueues, waits) {
      if (routingQueues.length === 0) return new Map();
      const ids = routingQueues.map((name) => [name, idOf(name, queueIds)] as const);
      const answer = await requests.ask({
        method: 'POST',
        path: '/api/v2/analytics/queues/observations/query',
        body: {
          filter: {
            type: 'or',
            predicates: ids.map(([, value]) => ({
              type: 'dimension',
              dimension: 'queueId',
              operator: 'matches',
              value,
            })),
          },
          metrics: ['oOnQueueUsers', ...(waits ? ['oWaiting'] : [])],
          ...(waits && { detailMetrics: ['oWaiting'] }),
        },
      });
      const seen = parsed(answer?.body ?? '{}');
      return new Map(ids.map(([name, id]) => [name, queueSeen(dataOf(seen, id), waits)]));
    },
  };
}

function idOf(name: string, queueIds: Readonly<Record<string, string>>): string {
  const id = queueIds[name];
  if (id === undefined)
    throw new RejectedError('unknown_routing_queue', `telephony.queueIds names no queue ${name}`);
  return id;
}

type Observed = NonNullable<NonNullable<ObservationsAnswer['results']>[number]['data']>;

const dataOf = ({ results = [] }: ObservationsAnswer, queueId: string): Observed =>
  results.filter(({ group }) => group?.queueId === queueId).flatMap(({ data = [] }) => data);

function queueSeen(data: Observed, waits: boolean): QueueSeen {
  const waiting = waits ? whoWaits(data) : undefined;
  return { busyPercent: occupancyPercent(data), ...(waiting && { waiting }) };
}

/** Counts without a date leave it unknown; a queue without a count has nobody who waits. */
function whoWaits(data: Observed): QueueSeen['waiting'] {
  const told = data.filter(({ metric }) => metric === 'oWaiting');
  const dates = told.flatMap(({ observations = [] }) =>
    observations.map(({ observationDate }) => Date.parse(observationDate)),
  );
  if (dates.length > 0) return { since: new Date(Math.min(...dates)) };
  return told.every(({ stats }) => (stats?.count ?? 0) === 0) ? {} : undefined;
}

function occupancyPercent(data: Observed): number {
  const agents = (statuses: readonly string[]): number =>
    data
      .filter(
        ({ metric, qualifier }) =>
          metric === 'oOnQueueUsers' && statuses.includes(qualifier?.toUpperCase() ?? ''),
      )
      .reduce((sum, { stats }) => sum + (stats?.count ?? 0), 0);
  const busy = agents(BUSY);
  const all = busy + agents([IDLE]);
  return all === 0 ? 100 : (100 * busy) / all;
}

/** An answer that cannot be read tells nothing, and the same question may be asked again. */
function parsed(body: string): ObservationsAnswer {
  try {
    return z.parse(ObservationsAnswer, JSON.parse(body));
  } catch (error) {
    throw new TransientError('genesys_unreadable', 'genesys answered in another shape', { cause: error });
  }
}
