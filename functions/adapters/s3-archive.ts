import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import type { Archive } from '../ports/archive.ts';
import { AWS_CLIENT } from './aws-client.ts';
import { awsErrorName, fromAws } from './aws-errors.ts';

const Telemetry = z.object({
  sensorId: z.string(),
  alertType: z.string(),
  timestamp: z.string(),
  telemetryData: z.record(z.string(), z.unknown()),
});

/** Telemetry and quarantined text in one bucket. References are unguessable, so a key is a capability. */
export function s3Archive(bucket: string): Archive {
  const client = new S3Client(AWS_CLIENT);

  const put = async (Key: string, Body: string): Promise<void> => {
    try {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: 'application/json' }));
    } catch (error) {
      throw fromAws('archive_unavailable', error);
    }
  };

  return {
    keepTelemetry: (reference, telemetry) => put(telemetryKey(reference), JSON.stringify(telemetry)),
    keepQuarantined: (id, maskedText) => put(`quarantine/${encodeURIComponent(id)}`, maskedText),

    async readTelemetry(reference) {
      try {
        const { Body } = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: telemetryKey(reference) }),
        );
        return Telemetry.parse(JSON.parse((await Body?.transformToString()) ?? 'null'));
      } catch (error) {
        if (awsErrorName(error) === 'NoSuchKey') return undefined;
        throw fromAws('archive_unavailable', error);
      }
    },
  };
}

const telemetryKey = (reference: string): string => `telemetry/${encodeURIComponent(reference)}.json`;
