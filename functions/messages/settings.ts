import * as z from 'zod/mini';

/** `HH:MM` from 00:00 to 23:59, or 24:00. */
const ClockTime = z.string().check(z.regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/));

/** The stage's dialing window as the functions get it. */
export const WindowPolicy = z.strictObject({
  kind: z.literal('window'),
  opensAt: ClockTime,
  closesAt: ClockTime,
  closingMarginSeconds: z.int().check(z.minimum(0)),
});

/** The dialing protocol's parameters, all in milliseconds. */
export const ProtocolSettings = z.strictObject({
  sendMs: z.int(),
  requestMs: z.int(),
  functionMs: z.int(),
  lateAcceptanceMs: z.int(),
  clockErrorMs: z.int(),
  suppressionMs: z.int(),
  slotSurplusMs: z.int(),
  closingMarginMs: z.int(),
  openingMarginMs: z.int(),
  graceMs: z.int(),
  freshnessMs: z.int(),
  leaseMs: z.int(),
  searchMs: z.int(),
  reconcileMs: z.int(),
});

/**
 * How customers of each account tier are routed, the tier spelled as the CRM spells it. `{}` says: the tier is known,
 * the class decides. `reviewQueue` takes calls to customers whose tier is missing or unknown: never the class's queue.
 */
export const TierRules = z.strictObject({
  byTier: z.record(
    z.string(),
    z.strictObject({
      routingQueue: z.optional(z.string().check(z.minLength(1))),
      skillIds: z.optional(z.array(z.string())),
    }),
  ),
  reviewQueue: z.string().check(z.minLength(1)),
});
export type TierRules = z.infer<typeof TierRules>;

/** Paths of a generic REST CRM; `{customerId}` stands for the id. */
export const CrmPaths = z.strictObject({
  customer: z.string().check(z.regex(/^\/.*\{customerId\}/)),
  tasks: z.string().check(z.startsWith('/')),
});

/** How the generic CRM is reached. */
export const CrmSettings = z.strictObject({
  kind: z.literal('rest'),
  baseUrl: z.url(),
  secretArn: z.string().check(z.minLength(1)),
  paths: CrmPaths,
});
export type CrmSettings = z.infer<typeof CrmSettings>;

/** How the telephony platform is reached. */
export const TelephonySettings = z.strictObject({
  platform: z.literal('genesys'),
  apiBaseUrl: z.url(),
  loginBaseUrl: z.url(),
  secretArn: z.string().check(z.minLength(1)),
  callerId: z.string().check(z.regex(/^\+[1-9]\d{6,14}$/)),
  queueIds: z.record(z.string(), z.string().check(z.minLength(1))),
});
export type TelephonySettings = z.infer<typeof TelephonySettings>;

/** Queue URLs of a worker's two lanes. */
export const LaneUrls = z.strictObject({ critical: z.string(), standard: z.string() });
