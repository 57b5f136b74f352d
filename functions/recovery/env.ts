import * as z from 'zod/mini';
import { LaneUrls, ProtocolSettings } from '../messages/settings.ts';
import { jsonVariable, numberVariable } from '../runtime/env.ts';

/** What the stack gives recovery. */
export const RecoveryEnv = z.object({
  LEDGER_TABLE: z.string(),
  ENRICHMENT_QUEUES: jsonVariable(LaneUrls),
  FOLLOW_UP_QUEUE: z.string(),
  MAX_AGE_MINUTES: numberVariable,
  PROTOCOL: jsonVariable(ProtocolSettings),
});
export type RecoveryEnv = z.input<typeof RecoveryEnv>;
