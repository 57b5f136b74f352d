import { createHash } from 'node:crypto';
import type { SensorAlert } from '../messages/sensor-alert.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';

/**
 * Hash of what the alert says: the schema's fields in canonical JSON, the timestamp as an instant. Two spellings of
 * one alert hash alike; fields the schema does not know do not count, except inside the telemetry.
 */
export function bodyHash(alert: SensorAlert): string {
  const said = { ...alert, timestamp: new Date(alert.timestamp).toISOString() };
  return createHash('sha256').update(canonicalJson(said)).digest('base64url');
}
