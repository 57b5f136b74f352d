import * as z from 'zod/mini';
import { ReportId } from './campaign-report.ts';

/** Lower-case hex. */
export const Sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/**
 * What a warehouse holds of a report, read back from it: `accepted` when it durably has the bytes, `queryable` when a
 * query gives the rows.
 */
export const Receipt = z.strictObject({
  level: z.enum(['accepted', 'queryable']),
  rows: z.int().check(z.minimum(0)),
  /** Of the stored lines joined by `\n`. */
  sha256: Sha256,
  /** Where it lies, or by which name the store knows the write; no secret. */
  reference: z.string().check(z.minLength(1), z.maxLength(512)),
});
export type Receipt = z.infer<typeof Receipt>;

/** Names one version of one report, and its completion in the ledger. */
export const DeliveryName = z.strictObject({
  campaignId: z.string(),
  reportId: ReportId,
  version: z.int().check(z.minimum(1)),
  /** The warehouse by its name in the settings. */
  warehouse: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,31}$/)),
});
export type DeliveryName = z.infer<typeof DeliveryName>;
