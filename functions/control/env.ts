import * as z from 'zod/mini';
import { PacingSettings } from '../messages/settings.ts';
import { TelephonySettings } from '../messages/telephony-settings.ts';
import { jsonVariable, numberVariable } from '../runtime/env.ts';

/** What the stack gives control. */
export const ControlEnv = z.object({
  LEDGER_TABLE: z.string(),
  CONTACTS_TABLE: z.string(),
  ARCHIVE_BUCKET: z.string(),
  TELEPHONY: jsonVariable(TelephonySettings),
  PACING: jsonVariable(PacingSettings),
  REQUEST_MS: numberVariable,
  /** The account that the function runs in. */
  OWN_ACCOUNT: z.string(),
  /** The region that the function runs in. */
  OWN_REGION: z.string(),
});
export type ControlEnv = z.input<typeof ControlEnv>;
