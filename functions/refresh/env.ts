import * as z from 'zod/mini';
import { ConversationSettings } from '../messages/conversation-settings.ts';
import { CrmSettings, PacingSettings } from '../messages/settings.ts';
import { jsonVariable } from '../runtime/env.ts';

/** What the stack gives refresh. */
export const RefreshEnv = z.object({
  LEDGER_TABLE: z.string(),
  CONTACTS_TABLE: z.string(),
  ARCHIVE_BUCKET: z.string(),
  COMPLETIONS_QUEUE: z.string(),
  /** Wrap-up codes of the platform, as segmentation knows them. */
  WRAP_UPS: jsonVariable(ConversationSettings.shape.wrapUps),
  CRM: jsonVariable(CrmSettings),
  PACING: jsonVariable(PacingSettings),
});
export type RefreshEnv = z.input<typeof RefreshEnv>;
