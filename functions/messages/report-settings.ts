import * as z from 'zod/mini';

const whole = (least: number) => z.int().check(z.minimum(least));

/** How reports come about. */
export const ReportRules = z.strictObject({
  /** Between the first two looks at the figures of a campaign that has just ended; later ones grow. */
  firstWaitSeconds: whole(1),
  /** Figures that do not agree after this long make a provisional report. Five minutes in guide 004. */
  settleSeconds: whole(1),
  /** How long figures are looked at again after the end: until then a provisional report may become final, and a final one be corrected. */
  correctionHours: whole(1),
  /** How long a warehouse that does not confirm is tried before a person must look. */
  patienceDays: whole(1),
  /** How far back calls are counted when nobody knows when the campaign began. */
  lookbackHours: whole(1),
  /** Campaigns that never complete are reported on every so many hours, counted from 1970 in UTC. @default when they stop */
  alwaysRunningHours: z.optional(whole(1)),
});
export type ReportRules = z.infer<typeof ReportRules>;
