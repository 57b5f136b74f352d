import * as z from 'zod/mini';

/** What the stack gives suppressions. */
export const SuppressionsEnv = z.object({
  LEDGER_TABLE: z.string(),
  CONTACTS_TABLE: z.string(),
  CONTROL_QUEUE: z.string(),
  /** Whether the platform keeps a list of its own that follows ours. */
  MIRRORED: z.enum(['true', 'false']),
});
export type SuppressionsEnv = z.input<typeof SuppressionsEnv>;
