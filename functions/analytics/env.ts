import * as z from 'zod/mini';
import { ReportRules } from '../messages/report-settings.ts';
import { PacingSettings } from '../messages/settings.ts';
import { TelephonySettings } from '../messages/telephony-settings.ts';
import { HttpWarehousesByName } from '../messages/warehouse-settings.ts';
import { jsonVariable } from '../runtime/env.ts';

/** What the stack gives analytics. */
export const AnalyticsEnv = z.object({
  LEDGER_TABLE: z.string(),
  ARCHIVE_BUCKET: z.string(),
  REPORTS_BUCKET: z.string(),
  /** Its own queue of what is due. */
  DUE_QUEUE: z.string(),
  NOTICES_QUEUE: z.string(),
  TELEPHONY: jsonVariable(TelephonySettings),
  PACING: jsonVariable(PacingSettings),
  REPORTS: jsonVariable(ReportRules),
  COURIER_QUEUE: z.string(),
  /** Names of the warehouses that the courier delivers to. */
  CARRIED: jsonVariable(z.array(z.string())),
  /** Where analytics delivers besides S3. */
  WAREHOUSES: jsonVariable(HttpWarehousesByName),
  /** Secret ARN by door, for the doors that are signed. */
  SIGNING_SECRETS: jsonVariable(z.record(z.string(), z.string())),
});
export type AnalyticsEnv = z.input<typeof AnalyticsEnv>;
