import * as z from 'zod/mini';
import { Purpose, Severity } from './alert-class.ts';
import { Instant, Key } from './key.ts';
import { AlertType } from './sensor-alert.ts';
import { Scope } from './suppression.ts';

/**
 * What every message about an admitted alert carries: facts, never a version, so that a message that waited
 * in a backlog is as good as a fresh one.
 */
export const AlertFacts = z.strictObject({
  key: Key,
  customerId: Key,
  sensorId: Key,
  alertType: AlertType,
  /** The class that was applied: the alert type, or `default`. */
  className: AlertType,
  severity: Severity,
  raisedAt: Instant,
  telemetryRef: Key,
  /** End of the sensor's suppression slot, which this alert owns. */
  slotUntil: Instant,
});
export type AlertFacts = z.infer<typeof AlertFacts>;

/** Admission or recovery to enrichment: find out who the customer is. */
export const EnrichmentRequest = z.strictObject({ alert: AlertFacts });
export type EnrichmentRequest = z.infer<typeof EnrichmentRequest>;

/** Who should take the call, and the name of the rule that said so. */
export const Route = z.strictObject({
  routingQueue: z.string().check(z.minLength(1), z.maxLength(256)),
  skillIds: z.array(z.string()),
  priority: z.int(),
  verdict: z.enum(['class_route', 'tier_route', 'review_missing_tier', 'review_unknown_tier']),
  /** The campaign that makes the call, by its name in the stage. @default it is a callback */
  campaign: z.optional(Key),
});
export type Route = z.infer<typeof Route>;

/** How the customer was known, without saying who it is. `fetchedAt`: when the CRM itself said so. */
export const ReadingAge = z.strictObject({
  freshness: z.enum(['live', 'cached', 'stale']),
  fetchedAt: Instant,
});
export type ReadingAge = z.infer<typeof ReadingAge>;

/** Enrichment to compliance: may this customer be called? */
export const ComplianceRequest = z.strictObject({
  alert: AlertFacts,
  route: Route,
  customer: ReadingAge,
});
export type ComplianceRequest = z.infer<typeof ComplianceRequest>;

/** How a candidate zone is known; `invalid_phone` stands for a number nobody has. */
export const ZoneSource = z.enum(['explicit', 'prefix', 'area_code', 'calling_code', 'invalid_phone']);

const DataVersion = z.string().check(z.regex(/^[\w .,:-]{1,128}$/));

/**
 * What the rules were asked, without whom it was about: enough to ask them again. Of the number only what follows from
 * it is kept.
 */
export const Asked = z.strictObject({
  purpose: Purpose,
  /** How each of the decision's `zones` is known, in their order. */
  sources: z.array(ZoneSource),
  /** Candidates that were no zones, by how they were known. */
  unusable: z.optional(z.array(ZoneSource)),
  /** ISO 3166 codes of where the number was given out. */
  regions: z.array(z.string().check(z.regex(/^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/))),
  doNotDisturb: z.boolean(),
  customer: ReadingAge,
  /** The opt-out that was in force; without `until` it is for good. */
  suppressed: z.optional(z.strictObject({ scope: Scope, at: Instant, until: z.optional(Instant) })),
  consent: z.optional(
    z.strictObject({
      level: z.enum(['none', 'express', 'written']),
      grantedAt: z.optional(Instant),
      revokedAt: z.optional(Instant),
    }),
  ),
  /** Earlier calls to this customer; `same`: about the same subject. */
  attempts: z.optional(z.array(z.strictObject({ at: Instant, same: z.boolean() }))),
  versions: z.strictObject({
    phoneMap: DataVersion,
    phoneMetadata: DataVersion,
    tzdata: DataVersion,
    holidays: DataVersion,
  }),
});
export type Asked = z.infer<typeof Asked>;

/** A compliance verdict as it is kept on the alert, with what it was made from. */
export const Decision = z.strictObject({
  reason: z.string().check(z.regex(/^[a-z_]{1,64}$/)),
  at: Instant,
  zones: z.array(z.string().check(z.regex(/^[A-Za-z0-9_+/:-]{1,64}$/))),
  validUntil: z.optional(Instant),
  nextAllowedAt: z.optional(Instant),
  policy: z.string().check(z.regex(/^[\w .:-]{1,128}$/)),
  /** @default not kept: it was decided before it was */
  asked: z.optional(Asked),
});
export type Decision = z.infer<typeof Decision>;

/** Compliance to dialing: allowed when it was asked; dialing asks again. */
export const DialRequest = z.strictObject({
  alert: AlertFacts,
  route: Route,
  customer: ReadingAge,
  decision: Decision,
  /** Tells whether the customer still has the number and the zone that were judged, and not which. */
  contactDigest: z.optional(z.string().check(z.regex(/^[0-9a-f]{6}$/))),
});
export type DialRequest = z.infer<typeof DialRequest>;

/** To follow-up: many alerts of a type have come at once since `since`; people must hear of it once. */
export const MassEventRequest = z.strictObject({ massEvent: AlertType, since: Instant });
export type MassEventRequest = z.infer<typeof MassEventRequest>;

/** To follow-up: this sensor of a customer was called about again and again on a UTC day. */
export const CheckSensorRequest = z.strictObject({
  checkSensor: Key,
  customerId: Key,
  day: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
});
export type CheckSensorRequest = z.infer<typeof CheckSensorRequest>;

/** To follow-up: this alert needs a task for a person. Everything else is on the alert. */
export const FollowUpRequest = z.strictObject({ key: Key });
export type FollowUpRequest = z.infer<typeof FollowUpRequest>;
