/**
 * Names of fields in the messages of this product. Only these are ever told again: any other name is the sender's
 * text, and may be a person's. A test holds this list against the schemas.
 */
const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  'accountTier',
  'alert',
  'alertType',
  'at',
  'className',
  'currentValue',
  'customer',
  'customerId',
  'decision',
  'doNotDisturb',
  'fetchedAt',
  'fields',
  'freshness',
  'idempotencyKey',
  'key',
  'name',
  'nextAllowedAt',
  'phoneNumber',
  'policy',
  'priority',
  'raisedAt',
  'reason',
  'route',
  'routingQueue',
  'sensorId',
  'severity',
  'skillIds',
  'slotUntil',
  'telemetryData',
  'telemetryRef',
  'threshold',
  'timeZone',
  'timestamp',
  'unit',
  'validUntil',
  'verdict',
  'zones',
]);

/** Whether a field name is one of ours and may be told. */
export const isKnownField = (name: string): boolean => KNOWN_FIELDS.has(name);
