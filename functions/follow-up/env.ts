import * as z from 'zod/mini';
import { CrmSettings } from '../messages/settings.ts';
import { jsonVariable } from '../runtime/env.ts';

/** What the stack gives follow-up. */
export const FollowUpEnv = z.object({
  LEDGER_TABLE: z.string(),
  ARCHIVE_BUCKET: z.string(),
  CRM: jsonVariable(CrmSettings),
  FALLBACK_ZONE: z.string(),
});
export type FollowUpEnv = z.input<typeof FollowUpEnv>;
