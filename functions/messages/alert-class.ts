import * as z from 'zod/mini';

/** Why we call; the compliance rules are chosen by it. */
export const Purpose = z.enum([
  'marketing',
  'informational',
  'emergency',
  'healthcare',
  'debt_collection',
  'research',
]);
export type Purpose = z.infer<typeof Purpose>;

/** The lane an alert travels in. Critical alerts never stand behind standard ones. */
export const Severity = z.enum(['critical', 'standard']);
export type Severity = z.infer<typeof Severity>;

/** How one alert type is treated. `priority`: higher is sooner, as the platform's routing counts. */
export const AlertClass = z.strictObject({
  severity: Severity,
  priority: z.int().check(z.minimum(0), z.maximum(1000)),
  routingQueue: z.string().check(z.minLength(1)),
  skillIds: z.array(z.string().check(z.minLength(1))),
  purpose: Purpose,
  /** What becomes of a standard alert while its routing queue takes no more. @default wait */
  whenBusy: z.optional(z.enum(['wait', 'follow-up'])),
  /** Customers are called by this campaign, as `telephony.campaigns` names it. @default they are called back */
  campaign: z.optional(z.string().check(z.minLength(1))),
});
export type AlertClass = z.infer<typeof AlertClass>;

/** Alert type to class; `default` serves every type that is not named. */
export const AlertClasses = z.catchall(z.object({ default: AlertClass }), AlertClass);
export type AlertClasses = z.infer<typeof AlertClasses>;
