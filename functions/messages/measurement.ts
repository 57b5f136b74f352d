import * as z from 'zod/mini';
import { Instant } from './key.ts';

/** What can be in trouble. A `group` stands for many of a kind at once. */
export const SourceKind = z.enum(['queue', 'trunk', 'edge', 'group']);
export type SourceKind = z.infer<typeof SourceKind>;

/** Ids and names as the platform spells them: no control characters, at most 128. */
export const SourceName = z.string().check(z.regex(/^[^\p{Cc}\p{Cf}]{1,128}$/u));

/** Where a reading was taken. */
export const Source = z.strictObject({
  kind: SourceKind,
  /** The platform's id, or the name where the platform told no id. */
  id: SourceName,
  name: z.optional(SourceName),
  /** The edge a trunk hangs on, where it is known. */
  edgeId: z.optional(SourceName),
});
export type Source = z.infer<typeof Source>;

/** What is measured: seconds of waiting, or 1 while something is down and 0 while it is up. */
export const Metric = z.enum(['wait_seconds', 'trunk_down', 'edge_down', 'sources_in_breach']);
export type Metric = z.infer<typeof Metric>;

/** One reading of one metric of one source, whatever event or poll it came from. */
export const Measurement = z.strictObject({
  source: Source,
  metric: Metric,
  value: z.number().check(z.minimum(0)),
  /** When it was read, by the platform's clock. One source, metric and instant is one reading. */
  at: Instant,
});
export type Measurement = z.infer<typeof Measurement>;

/** Readings one message may carry. */
export const MOST_MEASUREMENTS = 100;

/** Readings of one poll, for sources whose events no bus carries. */
export const MeasurementBatch = z.strictObject({
  measurements: z.array(Measurement).check(z.minLength(1), z.maxLength(MOST_MEASUREMENTS)),
});
export type MeasurementBatch = z.infer<typeof MeasurementBatch>;
