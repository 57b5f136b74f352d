import * as z from 'zod/mini';
import { Key } from './key.ts';

/** Which part of a conversation ended; the platform's own words. */
const TOPIC = /^v2\.detail\.events\.conversation\.[^.]+\.(customer\.end|acw|wrapup)$/;

/**
 * An event of a conversation as EventBridge delivers it (reference/genesys-cloud.md, 3.1 and 3.2): the topic is read
 * from `detail`, because the `detail-type` is written with and without ids. Instants are epoch milliseconds. Nothing
 * personal in it is read, and unknown fields are dropped.
 */
export const ConversationEvent = z.object({
  detail: z.object({
    topicName: z.string().check(z.regex(TOPIC)),
    eventBody: z.object({
      conversationId: Key,
      eventTime: z.number(),
      sessionId: z.optional(Key),
      wrapupCode: z.optional(Key),
    }),
  }),
});
export type ConversationEvent = z.infer<typeof ConversationEvent>;
