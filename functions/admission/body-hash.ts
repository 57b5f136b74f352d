import { createHash } from 'node:crypto';
import type { SensorAlert } from '../messages/sensor-alert.ts';

/**
 * Hash of what the alert says: the schema's fields in canonical JSON, the timestamp as an instant. Two spellings of
 * one alert hash alike; fields the schema does not know do not count, except inside the telemetry.
 */
export function bodyHash(alert: SensorAlert): string {
  const said = { ...alert, timestamp: new Date(alert.timestamp).toISOString() };
  return createHash('sha256').update(canonical(said)).digest('base64url');
}

/** JSON with the keys of every object in order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([name, entry]) => `${JSON.stringify(name)}:${canonical(entry)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
