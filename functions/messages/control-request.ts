import * as z from 'zod/mini';
import { Key } from './key.ts';

/**
 * To control: bring the platform's do-not-call list up to what ours says of one number. The number itself is kept under
 * the reference; a message carries none.
 */
export const ControlRequest = z.strictObject({ kind: z.literal('mirror_suppression'), reference: Key });
export type ControlRequest = z.infer<typeof ControlRequest>;
