import * as z from 'zod/mini';

/** How the customer of a conversation, and what came of it, are found on the platform. */
export const ConversationSettings = z.strictObject({
  /** Attribute of a conversation that holds the CRM's id of the customer. */
  customerAttribute: z.string().check(z.minLength(1)),
  /** Attribute with tags, divided by commas. */
  tagsAttribute: z.string().check(z.minLength(1)),
  /** The platform's id of a wrap-up code to its name as rules know it, and the tags it stands for. */
  wrapUps: z.record(
    z.string(),
    z.strictObject({ disposition: z.string().check(z.minLength(1)), tags: z.array(z.string()) }),
  ),
});
export type ConversationSettings = z.infer<typeof ConversationSettings>;
