import type { CalledParty } from '../../functions/compliance/called-party.ts';
import { contactDigest } from '../../functions/compliance/contact-digest.ts';
import { NOTHING_SAID } from '../../functions/compliance/standing.ts';
import { DEFAULT_PROTOCOL, type Protocol } from '../../functions/dialing/protocol.ts';
import type { AlertClass, AlertClasses } from '../../functions/messages/alert-class.ts';
import type {
  AlertFacts,
  Asked,
  ComplianceRequest,
  Decision,
  DialRequest,
} from '../../functions/messages/alert-facts.ts';
import type { Customer } from '../../functions/messages/customer.ts';
import type { SensorAlert } from '../../functions/messages/sensor-alert.ts';
import type { TierRules } from '../../functions/messages/settings.ts';
import type { FollowUpTask } from '../../functions/ports/crm.ts';
import type { AlertRecord, Grant, NewAlert } from '../../functions/ports/ledger.ts';
import type { CallRequest } from '../../functions/ports/telephony.ts';

/** Every builder's day: a Tuesday, 10:00 in New York, the middle of the dialing window. */
export const TUESDAY_10 = '2025-11-18T15:00:00.000Z';
/** The builders' zone. */
export const NEW_YORK = 'America/New_York';

/** An instant this many milliseconds after the builders' day began. */
export const at = (ms = 0): Date => new Date(Date.parse(TUESDAY_10) + ms);
/** Milliseconds. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** An alert as a sensor posts it. */
export function sensorAlert(fields: Partial<SensorAlert> = {}): SensorAlert {
  return {
    idempotencyKey: 'alert-1',
    sensorId: 'sensor-1',
    customerId: 'customer-1',
    alertType: 'temp_critical',
    timestamp: TUESDAY_10,
    telemetryData: { currentValue: 91.5, threshold: 80, unit: 'celsius' },
    ...fields,
  };
}

/** A customer who may be called. */
export function customer(fields: Partial<Customer> = {}): Customer {
  return {
    customerId: 'customer-1',
    phoneNumber: '+12025550111',
    timeZone: NEW_YORK,
    doNotDisturb: false,
    accountTier: 'standard',
    ...fields,
  };
}

/** Somebody who may be called, about whom nothing was ever said. */
export function calledParty(fields: Partial<CalledParty> = {}): CalledParty {
  return {
    customer: customer(),
    topic: { purpose: 'informational', alertType: 'temp_critical' },
    subject: 'sensor-1',
    standing: NOTHING_SAID,
    ...fields,
  };
}

/** How a standard alert is treated. */
export function alertClass(fields: Partial<AlertClass> = {}): AlertClass {
  return {
    severity: 'standard',
    priority: 10,
    routingQueue: 'field-service',
    skillIds: [],
    purpose: 'informational',
    ...fields,
  };
}

/** A default class, and a critical one. */
export function alertClasses(classes: Readonly<Record<string, AlertClass>> = {}): AlertClasses {
  return {
    default: alertClass(),
    temp_critical: alertClass({ severity: 'critical', priority: 100 }),
    ...classes,
  };
}

/** Two tiers and the queue for review. */
export function tierRules(fields: Partial<TierRules> = {}): TierRules {
  return {
    byTier: { standard: {}, enterprise: { routingQueue: 'enterprise-service', skillIds: ['senior'] } },
    reviewQueue: 'tier-review',
    ...fields,
  };
}

/** The ordinary hours, 08:00 to 20:00. */
export const windowPolicy = (
  fields: { opensAt?: string; closesAt?: string; closingMarginSeconds?: number } = {},
) => ({ kind: 'window', opensAt: '08:00', closesAt: '20:00', closingMarginSeconds: 300, ...fields }) as const;

/** The proven parameters. */
export const protocol = (fields: Partial<Protocol> = {}): Protocol => ({ ...DEFAULT_PROTOCOL, ...fields });

/** An alert as admission describes it to the ledger. */
export function newAlert(fields: Partial<NewAlert> = {}): NewAlert {
  return {
    key: 'alert-1',
    customerId: 'customer-1',
    sensorId: 'sensor-1',
    alertType: 'temp_critical',
    className: 'temp_critical',
    severity: 'critical',
    raisedAt: at(),
    telemetryRef: 'telemetry-1',
    bodyHash: 'hash-1',
    edgeId: 'edge-1.0',
    ...fields,
  };
}

/** An open alert as the ledger holds it. */
export function alertRecord(fields: Partial<AlertRecord> = {}): AlertRecord {
  return {
    ...newAlert(),
    state: 'OPEN',
    version: 1,
    admittedAt: at(),
    passes: 0,
    duplicates: 0,
    suppressed: 0,
    transitions: [{ at: at(), state: 'OPEN', reason: 'admitted' }],
    ...fields,
  };
}

/** What messages carry of an alert whose slot has just been taken. */
export function alertFacts(fields: Partial<AlertFacts> = {}): AlertFacts {
  const { bodyHash: _, edgeId: __, ...facts } = newAlert();
  return { ...facts, slotUntil: at(70 * MINUTE), ...fields };
}

/** A permission as it is kept. */
export function decision(fields: Partial<Decision> = {}): Decision {
  return {
    reason: 'allowed',
    at: at(),
    zones: [NEW_YORK],
    policy: 'window 08:00-20:00',
    asked: asked(),
    ...fields,
  };
}

/** What an ordinary decision was made from. */
export function asked(fields: Partial<Asked> = {}): Asked {
  return {
    purpose: 'informational',
    sources: ['explicit'],
    regions: ['US-DC'],
    doNotDisturb: false,
    customer: { freshness: 'live', fetchedAt: at() },
    versions: { phoneMap: 'map 1', phoneMetadata: 'metadata 1', tzdata: '2026c', holidays: 'none' },
    ...fields,
  };
}

/** What enrichment leaves for compliance. */
export function complianceRequest(fields: Partial<ComplianceRequest> = {}): ComplianceRequest {
  return {
    alert: alertFacts(),
    route: { routingQueue: 'field-service', skillIds: [], priority: 100, verdict: 'class_route' },
    customer: { freshness: 'live', fetchedAt: at() },
    ...fields,
  };
}

/** What compliance leaves for dialing. */
export function dialRequest(fields: Partial<DialRequest> = {}): DialRequest {
  const digest = contactDigest(customer(), newAlert().telemetryRef);
  return { ...complianceRequest(), decision: decision(), contactDigest: digest, ...fields };
}

/** A grant of the builders' instant. */
export function grantOf(fields: Partial<Grant> = {}): Grant {
  return {
    attemptId: 'attempt-1',
    now: at(),
    sendBy: at(2 * SECOND),
    deadline: at(12 * SECOND),
    nextAt: at(19 * SECOND),
    decision: decision(),
    maskedPhone: '+1********11',
    earlier: [],
    ...fields,
  };
}

/** A call as dialing asks for it. */
export function callRequest(fields: Partial<CallRequest> = {}): CallRequest {
  return {
    phoneE164: '+12025550111',
    routingQueue: 'field-service',
    skillIds: [],
    priority: 100,
    callData: {
      sensorId: 'sensor-1',
      alertType: 'temp_critical',
      referenceId: 'telemetry-1',
      attemptId: 'attempt-1',
    },
    ...fields,
  };
}

/** A task for a person. */
export function followUpTaskOf(fields: Partial<FollowUpTask> = {}): FollowUpTask {
  return {
    externalId: 'external-1',
    customerId: 'customer-1',
    subject: 'Sensor sensor-1: temp_critical, the customer was not called',
    description: 'No call was made: stale.',
    dueDate: '2025-11-19',
    priority: 'high',
    ...fields,
  };
}
