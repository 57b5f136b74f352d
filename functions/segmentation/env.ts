import * as z from 'zod/mini';
import { SegmentRules } from '../messages/segment-rules.ts';
import { IdentifiedBy, SegmentCrmSettings } from '../messages/segment-settings.ts';
import { PacingSettings } from '../messages/settings.ts';
import { TelephonySettings } from '../messages/telephony-settings.ts';
import { jsonVariable, numberVariable } from '../runtime/env.ts';

/** What the stack gives segmentation. */
export const SegmentationEnv = z.object({
  LEDGER_TABLE: z.string(),
  CONTACTS_TABLE: z.string(),
  ARCHIVE_BUCKET: z.string(),
  UPDATES_QUEUE: z.string(),
  SEGMENT_CRM: jsonVariable(SegmentCrmSettings),
  IDENTIFIED_BY: jsonVariable(IdentifiedBy),
  SEGMENT_RULES: jsonVariable(SegmentRules),
  /** Where transcripts are, for rules that want one. */
  TELEPHONY: jsonVariable(TelephonySettings),
  PACING: jsonVariable(PacingSettings),
  /** Whose budget its requests draw on: the stage's CRM, or the system of its own that it writes to. */
  PACED_AS: z.enum(['crm', 'segments']),
  COALESCE_SECONDS: numberVariable,
  /** Secret ARN by door, if the door is signed. */
  SIGNING_SECRETS: jsonVariable(z.record(z.string(), z.string())),
});
export type SegmentationEnv = z.input<typeof SegmentationEnv>;
