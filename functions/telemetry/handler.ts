import { s3Archive } from '../adapters/s3-archive.ts';
// Every read needs the client: it is there before the first comes.
import '../adapters/s3-objects.ts';
import { apiRead } from '../runtime/api-read.ts';
import { readEnv } from '../runtime/env.ts';
import { TelemetryEnv } from './env.ts';

const archive = s3Archive(readEnv(TelemetryEnv).ARCHIVE_BUCKET);

export const handler = apiRead({
  name: 'telemetry',
  parameter: 'reference',
  read: (reference) => archive.readTelemetry(reference),
});
