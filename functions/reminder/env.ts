import * as z from 'zod/mini';

/** What the stack gives the reminder. */
export const ReminderEnv = z.object({
  CONTACTS_TABLE: z.string(),
  UPDATES_QUEUE: z.string(),
  SETTLEMENTS_QUEUE: z.string(),
});
export type ReminderEnv = z.input<typeof ReminderEnv>;
