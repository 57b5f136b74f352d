import * as z from 'zod/mini';

/** What one process measured of its doors; times in ms. */
export const DoorsReport = z.strictObject({
  accepted: z.number(),
  /** From the first post until the last answer. */
  acceptedInMs: z.number(),
  /** From the first post until the last alert had its outcome; absent where nothing becomes of a post. */
  lastOutcomeMs: z.optional(z.number()),
  /** Alerts by their outcome. */
  outcomes: z.optional(z.record(z.string(), z.number())),
  /** From the post of an alert until the platform accepted its call. */
  criticalMs: z.optional(z.array(z.number())),
  standardMs: z.optional(z.array(z.number())),
});
export type DoorsReport = z.infer<typeof DoorsReport>;
