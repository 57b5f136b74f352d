import { DEFAULT_PROTOCOL, type Protocol } from '../../functions/dialing/protocol.ts';
import type { AlertClass, AlertClasses } from '../../functions/messages/alert-class.ts';
import type {
  AlertFacts,
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
export const NEW_YORK = 'America/New_York';

/** An instant this many milliseconds after the builders' day began. */
export const at = (ms = 0): Date => new Date(Date.parse(TUESDAY_10) + ms);
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

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

export function alertClasses(classes: Readonly<Record<string, AlertClass>> = {}): AlertClasses {
  return {
    default: alertClass(),
    temp_critical: alertClass({ severity: 'critical', priority: 100 }),
    ...classes,
  };
}

export function tierRules(fields: Partial<TierRules> = {}): TierRules {
  return {
    byTier: { standard: {}, enterprise: { routingQueue: 'enterprise-service', skillIds: ['senior'] } },
    reviewQueue: 'tier-review',
    ...fields,
  };
}

export const windowPolicy = (
  fields: { opensAt?: string; closesAt?: string; closingMarginSeconds?: number } = {},
) => ({ kind: 'window', opensAt: '08:00', closesAt: '20:00', closingMarginSeconds: 300, ...fields }) as const;

export const protocol = (fields: Partial<Protocol> = {}): Protocol => ({ ...DEFAULT_PROTOCOL, ...fields });

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

export function alertRecord(fields: Partial<AlertRecord> = {}): AlertRecord {
  return {
    ...newAlert(),
    state: 'OPEN',
    version: 1,
    admittedAt: at(),
    passes: 0,
    duplicates: 0,
    transitions: [{ at: at(), state: 'OPEN', reason: 'admitted' }],
    ...fields,
  };
}

export function alertFacts(fields: Partial<AlertFacts> = {}): AlertFacts {
  const { bodyHash: _, edgeId: __, ...facts } = newAlert();
  return { ...facts, slotUntil: at(70 * MINUTE), ...fields };
}

export function decision(fields: Partial<Decision> = {}): Decision {
  return { reason: 'allowed', at: at(), zones: [NEW_YORK], policy: 'window 08:00-20:00', ...fields };
}

export function complianceRequest(fields: Partial<ComplianceRequest> = {}): ComplianceRequest {
  return {
    alert: alertFacts(),
    route: { routingQueue: 'field-service', skillIds: [], priority: 100, verdict: 'class_route' },
    customer: { freshness: 'live', fetchedAt: at() },
    ...fields,
  };
}

export function dialRequest(fields: Partial<DialRequest> = {}): DialRequest {
  return { ...complianceRequest(), decision: decision(), ...fields };
}

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
