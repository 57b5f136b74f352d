import * as z from 'zod/mini';
import { AlertClasses } from '../messages/alert-class.ts';
import { LaneUrls, ProtocolSettings } from '../messages/settings.ts';
import { jsonVariable, numberVariable } from '../runtime/env.ts';

/** What the stack gives admission. */
export const AdmissionEnv = z.object({
  LEDGER_TABLE: z.string(),
  ARCHIVE_BUCKET: z.string(),
  /** Names of fields whose values are not kept. */
  SENSITIVE_FIELDS: jsonVariable(z.array(z.string())),
  ENRICHMENT_QUEUES: jsonVariable(LaneUrls),
  FOLLOW_UP_QUEUE: z.string(),
  ALERT_CLASSES: jsonVariable(AlertClasses),
  MAX_AGE_MINUTES: numberVariable,
  MASS_EVENT_ALERTS: numberVariable,
  CHECK_SENSOR_AFTER_SLOTS: numberVariable,
  PROTOCOL: jsonVariable(ProtocolSettings),
  /** Secret ARN by door, for the doors that are signed. */
  SIGNING_SECRETS: jsonVariable(z.record(z.string(), z.string())),
});
export type AdmissionEnv = z.input<typeof AdmissionEnv>;
