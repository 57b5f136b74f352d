import * as z from 'zod/mini';
import { Key } from './key.ts';

/** A customer's segments are due at the CRM. Carries nothing else: what is to be written is remembered. */
export const UpdateDueRequest = z.strictObject({ updateDue: Key });
export type UpdateDueRequest = z.infer<typeof UpdateDueRequest>;
