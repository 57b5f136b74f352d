import * as z from 'zod/mini';
import { Key } from './key.ts';

/** A segment or an outcome of the conversation, e.g. `churn_risk`. */
export const Tag = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9 ._:-]{0,63}$/));

const Name = z.string().check(z.minLength(1), z.maxLength(128));

/** Most tags one completion may carry. */
export const MAX_TAGS = 50;

/**
 * A conversation that ended, as guide 001 spells it: whom it was with and what came of it, never a transcript. Unknown
 * fields are tolerated and dropped.
 */
export const InteractionCompleted = z
  .object({
    customerId: Key,
    tags: z.array(Tag).check(z.maxLength(MAX_TAGS)),
    interactionSummary: z.optional(z.string().check(z.maxLength(2000))),
    /** The code under which an agent closed the conversation. */
    disposition: z.optional(Name),
    sentimentScore: z.optional(z.number()),
    contactId: z.optional(Key),
    startTime: z.optional(z.iso.datetime({ offset: true })),
    /** When it ended; what is newest is judged by it, else by its start, else by its arrival. */
    endTime: z.optional(z.iso.datetime({ offset: true })),
    channel: z.optional(Name),
    queue: z.optional(Name),
    skills: z.optional(z.array(Name).check(z.maxLength(50))),
    idempotency_key: z.optional(Key),
  })
  .register(z.globalRegistry, {
    title: 'InteractionCompleted',
    description:
      'A conversation ended. One idempotency_key, or contactId and startTime, is one completion, however often it is sent.',
  });
export type InteractionCompleted = z.infer<typeof InteractionCompleted>;

/** The largest completion the door takes, bytes (guide 001: Architect's webhooks carry about 10 KB). */
export const MAX_COMPLETION_BYTES = 10 * 1024;
