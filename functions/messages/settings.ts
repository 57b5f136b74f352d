import * as z from 'zod/mini';
import { Purpose } from './alert-class.ts';
import { SalesforceCrmSettings } from './salesforce-crm-settings.ts';

/** `HH:MM` from 00:00 to 23:59, or 24:00. */
const ClockTime = z.string().check(z.regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/));

/** The stage's dialing window as the functions get it. */
export const WindowPolicy = z.strictObject({
  kind: z.literal('window'),
  opensAt: ClockTime,
  closesAt: ClockTime,
  closingMarginSeconds: z.int().check(z.minimum(0)),
});

const ByRule = z.union([z.boolean(), z.literal('by_rule')]);

/**
 * The rules for calls of one purpose, where they are not the stage's window alone. `jurisdiction`: the hours that are
 * lawful where the number was given out. `by_rule`: asked for where such a rule asks for it.
 */
export const PurposeRules = z.strictObject({
  hours: z.enum(['window', 'jurisdiction']),
  caps: z.exactOptional(
    z.array(
      z.strictObject({
        id: z.string().check(z.regex(/^[\w.-]{1,64}$/)),
        max: z.int().check(z.minimum(1)),
        rolling: z
          .string()
          .check(
            z.regex(
              /^P(?=[\dT])(?:\d{1,6}W)?(?:\d{1,6}D)?(?:T(?=\d)(?:\d{1,6}H)?(?:\d{1,6}M)?(?:\d{1,6}S)?)?$/,
              'must be an ISO 8601 duration, e.g. PT24H',
            ),
          ),
        scope: z.enum(['customer', 'subject']),
      }),
    ),
  ),
  requireConsent: z.exactOptional(ByRule),
  requireRegistry: z.exactOptional(ByRule),
  requireNotReassigned: z.exactOptional(z.boolean()),
  /** Lets calls of purpose `emergency` go outside the hours. */
  emergencyOverride: z.exactOptional(z.boolean()),
});
export type PurposeRules = z.infer<typeof PurposeRules>;

/** Rules by purpose; a purpose that is not there has the stage's window alone. */
export const RulesByPurpose = z.partialRecord(Purpose, PurposeRules);

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

/** Paths of a generic REST CRM; `{customerId}`, `{taskId}` and `{noteId}` stand for the ids. */
export const CrmPaths = z.strictObject({
  customer: z.string().check(z.regex(/^\/.*\{customerId\}/)),
  tasks: z.string().check(z.startsWith('/')),
  notes: z.string().check(z.regex(/^\/.*\{taskId\}.*\{noteId\}/)),
});

/** How the generic CRM is reached. */
export const RestCrmSettings = z.strictObject({
  kind: z.literal('rest'),
  baseUrl: z.url(),
  secretArn: z.string().check(z.minLength(1)),
  paths: CrmPaths,
});

/** The CRM of a stage, and how it is reached. */
export const CrmSettings = z.discriminatedUnion('kind', [RestCrmSettings, SalesforceCrmSettings]);
export type CrmSettings = z.infer<typeof CrmSettings>;

/** Who draws on the budget of a destination. `critical` goes first; the others share what it leaves. */
export const Caller = z.enum([
  'critical',
  'standard',
  'recovery',
  'control',
  'observation',
  'previews',
  'reports',
  'reads',
  'tasks',
  'segments',
  'tickets',
]);
export type Caller = z.infer<typeof Caller>;

/** The budget of requests to one destination. */
export const PaceSettings = z.strictObject({
  /** Never exceeded in any minute. */
  requestsPerMinute: z.int().check(z.minimum(1)),
  /** Per cent for each caller; `critical` needs none, and a caller without one gets what is idle. */
  shares: z.partialRecord(Caller, z.int().check(z.minimum(1), z.maximum(100))),
  /** How far apart two workers' clocks may be, and how late after its slot a request may leave, together. */
  spreadMs: z.int().check(z.minimum(0)),
  /**
   * The longest pause the destination may ask for; an absurd one must not stop everybody for a day.
   * @default a quarter of an hour
   */
  longestHoldMs: z.exactOptional(z.int().check(z.minimum(1))),
});
export type PaceSettings = z.infer<typeof PaceSettings>;

/** The budgets of all destinations. */
export const PacingSettings = z.strictObject({
  telephony: PaceSettings,
  crm: PaceSettings,
  desk: PaceSettings,
});

/** When a busy routing queue slows the standard lane, per cent of its agents. */
export const OccupancySettings = z.strictObject({
  slowPercent: z.number(),
  stopPercent: z.number(),
  freePercent: z.number(),
  maxAgeMs: z.int(),
});

/** Queue URLs of a worker's two lanes. */
export const LaneUrls = z.strictObject({ critical: z.string(), standard: z.string() });

/** Queue URLs of dialing's lanes. */
export const DialingUrls = z.strictObject({ ...LaneUrls.shape, campaign: z.string() });
