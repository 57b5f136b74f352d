import * as z from 'zod/mini';
import { ConversationSettings } from '../messages/conversation-settings.ts';
import { PacingSettings } from '../messages/settings.ts';
import { TelephonySettings } from '../messages/telephony-settings.ts';
import { jsonVariable, numberVariable } from '../runtime/env.ts';

/** What the stack gives completion. */
export const CompletionEnv = z.object({
  LEDGER_TABLE: z.string(),
  CONTACTS_TABLE: z.string(),
  ARCHIVE_BUCKET: z.string(),
  COMPLETIONS_QUEUE: z.string(),
  SETTLEMENTS_QUEUE: z.string(),
  TELEPHONY: jsonVariable(TelephonySettings),
  PACING: jsonVariable(PacingSettings),
  CONVERSATIONS: jsonVariable(ConversationSettings),
  HOLD_MINUTES: numberVariable,
});
export type CompletionEnv = z.input<typeof CompletionEnv>;
