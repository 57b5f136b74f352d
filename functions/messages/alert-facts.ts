import * as z from 'zod/mini';
import { Severity } from './alert-class.ts';
import { Instant, Key } from './key.ts';
import { AlertType } from './sensor-alert.ts';

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

/** The part of a compliance verdict that is kept on the alert. */
export const Decision = z.strictObject({
  reason: z.string().check(z.regex(/^[a-z_]{1,64}$/)),
  at: Instant,
  zones: z.array(z.string().check(z.regex(/^[A-Za-z0-9_+/:-]{1,64}$/))),
  validUntil: z.optional(Instant),
  nextAllowedAt: z.optional(Instant),
  policy: z.string().check(z.regex(/^[\w .:-]{1,128}$/)),
});
export type Decision = z.infer<typeof Decision>;

/** Compliance to dialing: allowed when it was asked; dialing asks again. */
export const DialRequest = z.strictObject({
  alert: AlertFacts,
  route: Route,
  customer: ReadingAge,
  decision: Decision,
});
export type DialRequest = z.infer<typeof DialRequest>;

/** To follow-up: this alert needs a task for a person. Everything else is on the alert. */
export const FollowUpRequest = z.strictObject({ key: Key });
export type FollowUpRequest = z.infer<typeof FollowUpRequest>;
