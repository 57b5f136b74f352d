import * as z from 'zod/mini';
import type { Archive } from '../ports/archive.ts';
import { awsErrorName, fromAws } from './aws-errors.ts';
import { lazily } from './lazily.ts';

const Telemetry = z.object({
  idempotencyKey: z.exactOptional(z.string()),
  sensorId: z.string(),
  alertType: z.string(),
  timestamp: z.string(),
  telemetryData: z.record(z.string(), z.unknown()),
});

/**
 * Telemetry and quarantined text in one bucket. References are unguessable, so a key is a capability.
 * The client is loaded when it is first needed: most functions only ever need it for a quarantine.
 */
export function s3Archive(bucket: string): Archive {
  const objects = lazily(async () => (await import('./s3-objects.ts')).s3Objects(bucket));

  const put = async (key: string, text: string): Promise<void> => {
    try {
      await (await objects()).put(key, text);
    } catch (error) {
      throw fromAws('archive_unavailable', error);
    }
  };

  return {
    keepTelemetry: (reference, telemetry) => put(telemetryKey(reference), JSON.stringify(telemetry)),
    keepMember: (list, member) =>
      put(
        `mass-events/${encodeURIComponent(list)}/${encodeURIComponent(member.key)}.json`,
        JSON.stringify(member),
      ),
    keepQuarantined: (id, maskedText) => put(`quarantine/${encodeURIComponent(id)}`, maskedText),

    async readTelemetry(reference) {
      try {
        const text = await (await objects()).get(telemetryKey(reference));
        return Telemetry.parse(JSON.parse(text ?? 'null'));
      } catch (error) {
        if (awsErrorName(error) === 'NoSuchKey') return undefined;
        throw fromAws('archive_unavailable', error);
      }
    },
  };
}

const telemetryKey = (reference: string): string => `telemetry/${encodeURIComponent(reference)}.json`;
