import * as z from 'zod/mini';
import { AlertClasses } from '../messages/alert-class.ts';
import { CrmSettings, PacingSettings, TierRules } from '../messages/settings.ts';
import { jsonVariable } from '../runtime/env.ts';

/** What the stack gives enrichment. */
export const EnrichmentEnv = z.object({
  LEDGER_TABLE: z.string(),
  CONTACTS_TABLE: z.string(),
  ARCHIVE_BUCKET: z.string(),
  /** Names of fields whose values are not kept. */
  SENSITIVE_FIELDS: jsonVariable(z.array(z.string())),
  COMPLIANCE_QUEUE: z.string(),
  FOLLOW_UP_QUEUE: z.string(),
  ALERT_CLASSES: jsonVariable(AlertClasses),
  TIER_RULES: jsonVariable(TierRules),
  CRM: jsonVariable(CrmSettings),
  PACING: jsonVariable(PacingSettings),
});
export type EnrichmentEnv = z.input<typeof EnrichmentEnv>;
