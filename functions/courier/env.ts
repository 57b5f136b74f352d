import * as z from 'zod/mini';
import { SftpByName } from '../messages/warehouse-settings.ts';
import { jsonVariable } from '../runtime/env.ts';

/** What the stack gives the courier. */
export const CourierEnv = z.object({
  LEDGER_TABLE: z.string(),
  ARCHIVE_BUCKET: z.string(),
  /** Where it tells what came of carrying. */
  RESULTS_QUEUE: z.string(),
  SERVERS: jsonVariable(SftpByName),
});
export type CourierEnv = z.input<typeof CourierEnv>;
