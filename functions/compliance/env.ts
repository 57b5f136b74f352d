import * as z from 'zod/mini';
import { AlertClasses } from '../messages/alert-class.ts';
import { DialingUrls, RulesByPurpose, WindowPolicy } from '../messages/settings.ts';
import { jsonVariable, numberVariable } from '../runtime/env.ts';

/** What the stack gives compliance. */
export const ComplianceEnv = z.object({
  LEDGER_TABLE: z.string(),
  CONTACTS_TABLE: z.string(),
  ARCHIVE_BUCKET: z.string(),
  DIALING_QUEUES: jsonVariable(DialingUrls),
  FOLLOW_UP_QUEUE: z.string(),
  ALERT_CLASSES: jsonVariable(AlertClasses),
  PERMISSION_POLICY: jsonVariable(WindowPolicy),
  PURPOSE_RULES: jsonVariable(RulesByPurpose),
  OPENING_MARGIN_SECONDS: numberVariable,
  DO_NOT_DISTURB_MAX_AGE_MINUTES: numberVariable,
});
export type ComplianceEnv = z.input<typeof ComplianceEnv>;
