import * as z from 'zod/mini';
import { CrmSettings, PacingSettings } from '../messages/settings.ts';
import { jsonVariable } from '../runtime/env.ts';

/** What the stack gives refresh. */
export const RefreshEnv = z.object({
  LEDGER_TABLE: z.string(),
  CONTACTS_TABLE: z.string(),
  ARCHIVE_BUCKET: z.string(),
  CRM: jsonVariable(CrmSettings),
  PACING: jsonVariable(PacingSettings),
});
export type RefreshEnv = z.input<typeof RefreshEnv>;
