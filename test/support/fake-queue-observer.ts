import { TransientError } from '../../functions/errors.ts';
import type { QueueObserver, QueueSeen } from '../../functions/ports/queue-observer.ts';

/** Agents on a routing queue. */
export interface Agents {
  readonly busy: number;
  readonly idle: number;
}

/** A platform whose agents a test moves. */
export interface FakeQueueObserver extends QueueObserver {
  /** Puts agents on a routing queue, for good. */
  staff(routingQueue: string, agents: Agents): void;
  /** Somebody waits since then; `unknown` when the platform does not say. */
  wait(routingQueue: string, since: Date | 'unknown'): void;
  /** The next looks fail. */
  fail(times: number): void;
  readonly asked: readonly (readonly string[])[];
}

/** A platform with nobody on any queue. */
export function fakeQueueObserver(): FakeQueueObserver {
  const queues = new Map<string, Agents>();
  const waits = new Map<string, Date | 'unknown'>();
  const asked: (readonly string[])[] = [];
  let failures = 0;
  return {
    asked,
    staff: (routingQueue, agents) => void queues.set(routingQueue, agents),
    wait: (routingQueue, since) => void waits.set(routingQueue, since),
    fail(times) {
      failures += times;
    },
    async observe(routingQueues, asksWaits) {
      asked.push(routingQueues);
      if (failures > 0) {
        failures--;
        throw new TransientError('genesys_unavailable', 'genesys answered 503');
      }
      return new Map(
        routingQueues.map((name): [string, QueueSeen] => {
          const since = waits.get(name);
          const seen = { busyPercent: percentOf(queues.get(name)) };
          if (!asksWaits || since === 'unknown') return [name, seen];
          return [name, { ...seen, waiting: since ? { since } : {} }];
        }),
      );
    },
  };
}

const percentOf = (agents: Agents = { busy: 0, idle: 0 }): number =>
  agents.busy + agents.idle === 0 ? 100 : (100 * agents.busy) / (agents.busy + agents.idle);
