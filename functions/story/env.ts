import * as z from 'zod/mini';

/** What the stack gives the story. */
export const StoryEnv = z.object({ LEDGER_TABLE: z.string() });
export type StoryEnv = z.input<typeof StoryEnv>;
