import * as z from 'zod/mini';
import { ContextRules } from '../messages/context.ts';
import { jsonVariable } from '../runtime/env.ts';

/** What the stack gives the context read. */
export const ContextEnv = z.object({
  CONTACTS_TABLE: z.string(),
  REFRESH_QUEUE: z.string(),
  CONTEXT: jsonVariable(ContextRules),
});
export type ContextEnv = z.input<typeof ContextEnv>;
