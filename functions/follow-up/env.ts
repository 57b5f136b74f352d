import * as z from 'zod/mini';
import { CrmSettings, PacingSettings } from '../messages/settings.ts';
import { jsonVariable, numberVariable } from '../runtime/env.ts';

/** What the stack gives follow-up. */
export const FollowUpEnv = z.object({
  LEDGER_TABLE: z.string(),
  ARCHIVE_BUCKET: z.string(),
  CRM: jsonVariable(CrmSettings),
  PACING: jsonVariable(PacingSettings),
  FALLBACK_ZONE: z.string(),
  MASS_EVENT_ALERTS: numberVariable,
});
export type FollowUpEnv = z.input<typeof FollowUpEnv>;
