import * as z from 'zod/mini';
import { RulesByPage } from '../messages/page-rules.ts';
import { jsonVariable } from '../runtime/env.ts';

/** What the stack gives the pages. */
export const WebPagesEnv = z.object({ PAGES: jsonVariable(RulesByPage) });
export type WebPagesEnv = z.input<typeof WebPagesEnv>;
