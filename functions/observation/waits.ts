import type { Measurement } from '../messages/measurement.ts';
import type { QueueSeen } from '../ports/queue-observer.ts';

/**
 * The waits of routing queues as readings: how long the first of those who wait has waited, 0 where nobody waits. A
 * queue whose waits are unknown gives none. `queueIds`: routing queue name to the platform's id.
 */
export function waitReadings(
  seen: ReadonlyMap<string, QueueSeen>,
  queueIds: Readonly<Record<string, string>>,
  now: Date,
): Measurement[] {
  return [...seen].flatMap(([name, { waiting }]): Measurement[] => {
    if (!waiting) return [];
    const waitedMs = waiting.since ? now.getTime() - waiting.since.getTime() : 0;
    return [
      {
        source: { kind: 'queue', id: queueIds[name] ?? name, name },
        metric: 'wait_seconds',
        // The platform's clock may be ahead of ours.
        value: Math.max(0, waitedMs) / 1000,
        at: now,
      },
    ];
  });
}
