import * as z from 'zod/mini';
import { Key } from './key.ts';
import { PreviewContacts } from './preview-contacts.ts';
import { PreviewEvent } from './preview-event.ts';

/** Most contacts one look names. */
export const MAX_CONTACTS_PER_LOOK = 50;

/** Contacts of a campaign are to be looked at: each does what is due. Carries ids and nothing else. */
export const PreviewLook = z.strictObject({
  campaignId: Key,
  look: z.array(Key).check(z.minLength(1), z.maxLength(MAX_CONTACTS_PER_LOOK)),
});
export type PreviewLook = z.infer<typeof PreviewLook>;

/** The clock's message: see which contacts are due. */
export const PreviewSweep = z.strictObject({ sweep: z.literal('previews') });
export type PreviewSweep = z.infer<typeof PreviewSweep>;

/** What the worker takes: the clock's message, contacts to look at, the platform's event, or a push from the door. */
export const PreviewMessage = z.union([PreviewSweep, PreviewLook, PreviewEvent, PreviewContacts]);
export type PreviewMessage = z.infer<typeof PreviewMessage>;
