import * as z from 'zod/mini';
import { SegmentRules } from '../messages/segment-rules.ts';
import { SegmentCrmSettings } from '../messages/segment-settings.ts';
import { TelephonySettings } from '../messages/settings.ts';
import { jsonVariable, numberVariable } from '../runtime/env.ts';

/** What the stack gives segmentation. */
export const SegmentationEnv = z.object({
  LEDGER_TABLE: z.string(),
  CONTACTS_TABLE: z.string(),
  ARCHIVE_BUCKET: z.string(),
  UPDATES_QUEUE: z.string(),
  SEGMENT_CRM: jsonVariable(SegmentCrmSettings),
  SEGMENT_RULES: jsonVariable(SegmentRules),
  /** Where transcripts are, for rules that want one. */
  TELEPHONY: jsonVariable(TelephonySettings),
  COALESCE_SECONDS: numberVariable,
});
export type SegmentationEnv = z.input<typeof SegmentationEnv>;
