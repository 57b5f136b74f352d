import type { DrawnFaults } from '../drawn-faults.ts';

/** What can go wrong, with the highest rate a run draws: of requests, deliveries or answers. */
const WORST = {
  crash: 0.05,
  pause: 0.1,
  tableLost: 0.08,
  tableReplyLost: 0.08,
  tableTwice: 0.08,
  tableLate: 0.05,
  queueTwice: 0.3,
  queueLost: 0.1,
  queueReplyLost: 0.1,
  notDeleted: 0.15,
  crmFails: 0.3,
  throttled: 0.4,
  failsBefore: 0.3,
  failsAfter: 0.5,
  appliedLate: 0.7,
} as const;

/** The faults of one run; down is the platform. */
export type Faults = DrawnFaults<keyof typeof WORST>;

/** What is applied late, long after its request failed, finds most. */
export const PREVIEW_FAULTS = {
  prefix: 'preview',
  worst: WORST,
  least: 0.3,
  often: { appliedLate: 0.6 },
  longestOutageMs: 2 * 3_600_000,
};
