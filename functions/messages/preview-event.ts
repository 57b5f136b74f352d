import * as z from 'zod/mini';
import { Key } from './key.ts';

/** What happens to a contact on an agent's screen; the platform's own words. */
const TOPIC = /^v2\.outbound\.preview\.campaigns\.contact\.(?:preContact|postContact)$/;

/** How the platform wraps up a preview that the agent passed over: nobody was called. */
export const PREVIEW_SKIPPED = 'ININ-OUTBOUND-PREVIEW-SKIPPED';

/**
 * A preview begins or is over, as EventBridge delivers it (reference/genesys-cloud.md, 3.1 and 3.2). Instants are epoch
 * milliseconds. The number in it is not read, and unknown fields are dropped.
 */
export const PreviewEvent = z.object({
  detail: z.object({
    topicName: z.string().check(z.regex(TOPIC)),
    eventBody: z.object({
      eventTime: z.number(),
      outboundContactId: Key,
      outboundCampaignId: Key,
      conversationId: z.optional(Key),
      wrapupCode: z.optional(Key),
    }),
  }),
});
export type PreviewEvent = z.infer<typeof PreviewEvent>;
