import { TransientError } from '../../functions/errors.ts';
import type { QueueObserver } from '../../functions/ports/queue-observer.ts';

/** Agents on a routing queue. */
export interface Agents {
  readonly busy: number;
  readonly idle: number;
}

/** A platform whose agents a test moves. */
export interface FakeQueueObserver extends QueueObserver {
  /** Puts agents on a routing queue, for good. */
  staff(routingQueue: string, agents: Agents): void;
  /** The next looks fail. */
  fail(times: number): void;
  readonly asked: readonly (readonly string[])[];
}

/** A platform with nobody on any queue. */
export function fakeQueueObserver(): FakeQueueObserver {
  const queues = new Map<string, Agents>();
  const asked: (readonly string[])[] = [];
  let failures = 0;
  return {
    asked,
    staff: (routingQueue, agents) => void queues.set(routingQueue, agents),
    fail(times) {
      failures += times;
    },
    async queueOccupancy(routingQueues) {
      asked.push(routingQueues);
      if (failures > 0) {
        failures--;
        throw new TransientError('genesys_unavailable', 'genesys answered 503');
      }
      return new Map(routingQueues.map((name) => [name, percentOf(queues.get(name))]));
    },
  };
}

const percentOf = (agents: Agents = { busy: 0, idle: 0 }): number =>
  agents.busy + agents.idle === 0 ? 100 : (100 * agents.busy) / (agents.busy + agents.idle);
