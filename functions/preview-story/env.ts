import * as z from 'zod/mini';

/** What the stack gives the story of a preview. */
export const PreviewStoryEnv = z.object({ LEDGER_TABLE: z.string() });
export type PreviewStoryEnv = z.input<typeof PreviewStoryEnv>;
