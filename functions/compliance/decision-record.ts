import type { Asked, Decision, ReadingAge } from '../messages/alert-facts.ts';
import type { SuppressionInForce } from '../ports/suppressions.ts';
import { type CalledParty, permissionRequest } from './called-party.ts';
import { dialVerdict } from './dial-verdict.ts';
import type { Attempt, Permission, PermissionPolicy, PermissionRequest, PhoneZone } from './permission.ts';
import { suppressionOf } from './standing.ts';

/** What a verdict was made from. */
export interface Basis {
  readonly party: CalledParty;
  /** As they were given to the rules. */
  readonly zones: readonly PhoneZone[];
  /** How old the knowledge of the customer was. */
  readonly reading: ReadingAge;
  /** When the rules were asked. */
  readonly at: Date;
}

/** A permission and what it was made from, as the alert keeps it: nothing in it tells who was called. Pure. */
export function decisionOf(permission: Permission, basis: Basis): Decision {
  const { reason, candidateZones, validUntil, nextAllowedAt, versions } = permission;
  return {
    reason,
    at: basis.at,
    zones: candidateZones.map(({ zone }) => zone),
    policy: versions.policy,
    ...(validUntil && { validUntil }),
    ...(nextAllowedAt && { nextAllowedAt }),
    asked: askedOf(permission, basis),
  };
}

function askedOf({ candidateZones, versions }: Permission, { party, zones, reading, at }: Basis): Asked {
  const { customer, topic, standing, attempts, subject } = party;
  const { consent, regions = [] } = permissionRequest(party, at);
  const usable = new Set(candidateZones.map(({ zone }) => zone));
  const unusable = zones.filter(({ zone }) => !usable.has(zone)).map(({ source }) => source);
  const suppressed = suppressionOf(standing, topic);
  const { policy: _, ...data } = versions;
  return {
    purpose: topic.purpose,
    sources: candidateZones.map(({ source }) => source),
    ...(unusable.length > 0 && { unusable }),
    regions: [...regions],
    doNotDisturb: customer.doNotDisturb,
    customer: { freshness: reading.freshness, fetchedAt: reading.fetchedAt },
    ...(suppressed && { suppressed: withoutNull(suppressed) }),
    ...(consent && { consent: withoutPurposes(consent) }),
    ...(attempts && { attempts: attempts.map((one) => ({ at: one.at, same: one.subject === subject })) }),
    versions: data,
  };
}

/** In a message what is absent says that there is none. */
const withoutNull = ({ scope, at, until }: SuppressionInForce) => ({ scope, at, ...(until && { until }) });

/** The scopes have been applied already. */
const withoutPurposes = ({ purposes: _, ...consent }: NonNullable<PermissionRequest['consent']>) => consent;

/**
 * Stands for the number, which is not kept: the form of one, of a calling code without regions (satellite phones). That
 * there was none is told by the zones.
 */
const STAND_IN = '+8810000000';
/** No zone has this name. */
const NO_ZONE = '?';

/** The zones that were given to the rules; those that were none as names that are none. */
export function recordedZones({ zones, asked }: Decision): readonly PhoneZone[] {
  const usable = zones.map((zone, index) => ({ zone, source: asked?.sources[index] ?? 'explicit' }));
  const unusable = (asked?.unusable ?? []).map((source) => ({ zone: NO_ZONE, source }));
  return [...usable, ...unusable];
}

/** What the rules were asked; `undefined` when it was not kept. */
export function recordedRequest({ at, asked }: Decision): PermissionRequest | undefined {
  if (!asked) return undefined;
  const { purpose, regions, doNotDisturb, suppressed, consent, attempts } = asked;
  return {
    instant: at,
    phoneE164: STAND_IN,
    doNotDisturb,
    purpose,
    dialingMode: 'agent',
    regions,
    ...(suppressed && { suppressedUntil: suppressed.until ?? null }),
    ...(consent && { consent: withoutGaps(consent) }),
    subject: 'subject',
    ...(attempts && { attempts: attempts.map(recordedAttempt) }),
  };
}

const withoutGaps = ({ level, grantedAt, revokedAt }: NonNullable<Asked['consent']>) => ({
  level,
  ...(grantedAt && { grantedAt }),
  ...(revokedAt && { revokedAt }),
});

const recordedAttempt = ({ at, same }: { readonly at: Date; readonly same: boolean }): Attempt => ({
  at,
  customer: 'customer',
  subject: same ? 'subject' : 'another',
});

/**
 * Asks the rules again what they were asked: under the same policy, on the same data, the same verdict. The opening
 * margin is left out, since it only puts a call off. `undefined` when what was asked is not kept. Pure.
 */
export function replay(decision: Decision, policy: PermissionPolicy): Permission | undefined {
  const request = recordedRequest(decision);
  return request && dialVerdict(recordedZones(decision), request, policy, 0).permission;
}
