import * as z from 'zod/mini';
import { AlertClasses } from '../messages/alert-class.ts';
import {
  CrmSettings,
  DialingUrls,
  OccupancySettings,
  PacingSettings,
  ProtocolSettings,
  RulesByPurpose,
  WindowPolicy,
} from '../messages/settings.ts';
import { TelephonySettings } from '../messages/telephony-settings.ts';
import { jsonVariable, numberVariable } from '../runtime/env.ts';

/** What the stack gives dialing. */
export const DialingEnv = z.object({
  LEDGER_TABLE: z.string(),
  CONTACTS_TABLE: z.string(),
  ARCHIVE_BUCKET: z.string(),
  /** Names of fields whose values are not kept. */
  SENSITIVE_FIELDS: jsonVariable(z.array(z.string())),
  DIALING_QUEUES: jsonVariable(DialingUrls),
  FOLLOW_UP_QUEUE: z.string(),
  ALERT_CLASSES: jsonVariable(AlertClasses),
  PERMISSION_POLICY: jsonVariable(WindowPolicy),
  PURPOSE_RULES: jsonVariable(RulesByPurpose),
  REMEMBERS_CALLS: z.enum(['true', 'false']),
  DO_NOT_DISTURB_MAX_AGE_MINUTES: numberVariable,
  MAX_AGE_MINUTES: numberVariable,
  PROTOCOL: jsonVariable(ProtocolSettings),
  ARMED: z.enum(['true', 'false']),
  ALLOW_NUMBERS: jsonVariable(z.array(z.string())),
  CRM: jsonVariable(CrmSettings),
  TELEPHONY: jsonVariable(TelephonySettings),
  PACING: jsonVariable(PacingSettings),
  OCCUPANCY: jsonVariable(OccupancySettings),
});
export type DialingEnv = z.input<typeof DialingEnv>;
