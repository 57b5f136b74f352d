import * as z from 'zod/mini';
import { OccupancySettings, PacingSettings } from '../messages/settings.ts';
import { TelephonySettings } from '../messages/telephony-settings.ts';
import { jsonVariable } from '../runtime/env.ts';

/** What the stack gives observation. */
export const ObservationEnv = z.object({
  LEDGER_TABLE: z.string(),
  ARMED: z.enum(['true', 'false']),
  TELEPHONY: jsonVariable(TelephonySettings),
  PACING: jsonVariable(PacingSettings),
  OCCUPANCY: jsonVariable(OccupancySettings),
  POLL_WAITS: z.enum(['true', 'false']),
  POLL_TRUNKS: z.enum(['true', 'false']),
  TICKETING_QUEUE: z.string(),
  POLL_ENDED: z.enum(['true', 'false']),
  SETTLEMENTS_QUEUE: z.string(),
});
export type ObservationEnv = z.input<typeof ObservationEnv>;
