import * as z from 'zod/mini';
import { AlertClasses } from '../messages/alert-class.ts';
import { LaneUrls, PacingSettings, ProtocolSettings } from '../messages/settings.ts';
import { TelephonySettings } from '../messages/telephony-settings.ts';
import { jsonVariable, numberVariable } from '../runtime/env.ts';

/** What the stack gives recovery. */
export const RecoveryEnv = z.object({
  LEDGER_TABLE: z.string(),
  CONTACTS_TABLE: z.string(),
  ENRICHMENT_QUEUES: jsonVariable(LaneUrls),
  FOLLOW_UP_QUEUE: z.string(),
  ALERT_CLASSES: jsonVariable(AlertClasses),
  MAX_AGE_MINUTES: numberVariable,
  PROTOCOL: jsonVariable(ProtocolSettings),
  TELEPHONY: jsonVariable(TelephonySettings),
  PACING: jsonVariable(PacingSettings),
});
export type RecoveryEnv = z.input<typeof RecoveryEnv>;
