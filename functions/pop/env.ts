import * as z from 'zod/mini';
import { numberVariable } from '../runtime/env.ts';

/** What the stack gives the redirect to a page of the CRM. */
export const PopEnv = z.object({ CONTACTS_TABLE: z.string(), POP_MINUTES: numberVariable });
export type PopEnv = z.input<typeof PopEnv>;
