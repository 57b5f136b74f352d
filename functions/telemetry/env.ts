import * as z from 'zod/mini';

/** What the stack gives the telemetry read. */
export const TelemetryEnv = z.object({ ARCHIVE_BUCKET: z.string() });
export type TelemetryEnv = z.input<typeof TelemetryEnv>;
