import type { DrawnFaults } from '../drawn-faults.ts';

/** What can go wrong, with the highest rate a run draws: of requests, deliveries or answers. */
const WORST = {
  crash: 0.05,
  pause: 0.03,
  tableLost: 0.08,
  tableReplyLost: 0.08,
  tableTwice: 0.08,
  tableLate: 0.05,
  queueTwice: 0.3,
  queueLost: 0.1,
  notDeleted: 0.15,
  throttled: 0.4,
  failsBefore: 0.3,
  failsAfter: 0.3,
  appliedLate: 0.3,
} as const;

/** The faults of one run; down is the CRM. */
export type Faults = DrawnFaults<keyof typeof WORST>;

export const SEGMENT_FAULTS = {
  prefix: 'segments',
  worst: WORST,
  least: 0,
  longestOutageMs: 24 * 3_600_000,
};
