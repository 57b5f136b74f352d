import * as z from 'zod/mini';
import { PreviewSettings } from '../messages/preview-settings.ts';
import {
  CrmSettings,
  PacingSettings,
  ProtocolSettings,
  RulesByPurpose,
  WindowPolicy,
} from '../messages/settings.ts';
import { TelephonySettings } from '../messages/telephony-settings.ts';
import { jsonVariable, numberVariable } from '../runtime/env.ts';

/** What the stack gives the worker of previews. */
export const PreviewEnv = z.object({
  LEDGER_TABLE: z.string(),
  CONTACTS_TABLE: z.string(),
  ARCHIVE_BUCKET: z.string(),
  LOOKS_QUEUE: z.string(),
  /** Names of fields whose values are not kept. */
  SENSITIVE_FIELDS: jsonVariable(z.array(z.string())),
  PREVIEWS: jsonVariable(PreviewSettings),
  PERMISSION_POLICY: jsonVariable(WindowPolicy),
  PURPOSE_RULES: jsonVariable(RulesByPurpose),
  DO_NOT_DISTURB_MAX_AGE_MINUTES: numberVariable,
  PROTOCOL: jsonVariable(ProtocolSettings),
  ARMED: z.enum(['true', 'false']),
  ALLOW_NUMBERS: jsonVariable(z.array(z.string())),
  CRM: jsonVariable(CrmSettings),
  TELEPHONY: jsonVariable(TelephonySettings),
  PACING: jsonVariable(PacingSettings),
});
export type PreviewEnv = z.input<typeof PreviewEnv>;
