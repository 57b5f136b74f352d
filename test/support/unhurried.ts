import type { Clock } from '../../functions/ports/clock.ts';
import type { OccupancyBook } from '../../functions/ports/occupancy-book.ts';
import type { Pace } from '../../functions/ports/pace.ts';
import type { Sleep } from '../../functions/ports/sleep.ts';

/** A budget without an end, queues where nobody is busy, and no waiting: for tests that are about something else. */
export function unhurried(clock: Clock): {
  readonly pace: Pace;
  readonly occupancy: Pick<OccupancyBook, 'read'>;
  readonly sleep: Sleep;
} {
  return {
    pace: {
      destination: 'telephony',
      take: async () => ({ kind: 'slot', at: clock.now() }),
      ended: async () => undefined,
      pausedUntil: async () => undefined,
      hold: async () => undefined,
    },
    occupancy: {
      read: async () => ({ percent: 0, throttle: 'free', changedAt: clock.now(), at: clock.now() }),
    },
    sleep: { until: async () => undefined },
  };
}

/** Thresholds and rates to go with it. */
export const UNHURRIED = {
  occupancy: { slowPercent: 80, stopPercent: 90, freePercent: 75, maxAgeMs: 60_000 },
  halfRatePerMinute: 120,
  /** No test has so many alerts without meaning it. */
  massEventAlerts: 200,
  checkSensorAfterSlots: 6,
} as const;
