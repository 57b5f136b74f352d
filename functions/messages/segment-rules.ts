import * as z from 'zod/mini';
import { Tag } from './interaction-completed.ts';

const Names = z.array(z.string().check(z.minLength(1), z.maxLength(128))).check(z.minLength(1));

/** Name of an attribute in the CRM. */
const AttributeName = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/));
const AttributeValue = z.union([z.string().check(z.maxLength(255)), z.number(), z.boolean()]);

/** What a completion must have for a rule to apply: everything that is named. `{}` applies always. */
export const SegmentCondition = z.strictObject({
  /** One of these is its disposition or, without one, its summary. */
  disposition: z.optional(Names),
  /** It carries one of these tags. */
  anyTag: z.optional(Names),
  /** It carries all of these tags. */
  allTags: z.optional(Names),
  /** Its sentiment is known and below this. */
  sentimentBelow: z.optional(z.number()),
  /** Its sentiment is known and not below this. */
  sentimentAtLeast: z.optional(z.number()),
  /** One of these is its channel. */
  channel: z.optional(Names),
});
export type SegmentCondition = z.infer<typeof SegmentCondition>;

/** What an applying rule does. */
export const SegmentEffect = z.strictObject({
  addTags: z.optional(z.array(Tag).check(z.minLength(1))),
  /** Further attributes; where rules name one twice, the later rule counts. */
  set: z.optional(z.record(AttributeName, AttributeValue)),
  /** The summary is made from the transcript, at most this many characters. */
  summarizeTranscript: z.optional(z.int().check(z.minimum(40), z.maximum(2000))),
});

/** How completions become attributes of the customer. */
export const SegmentRules = z.strictObject({
  /** Only completions of these routing queues count, or of `skills`; both empty: all count. */
  queues: z.array(z.string()),
  skills: z.array(z.string()),
  /** Tags that stay once given, whatever comes later; one that ends in `*` stands for all that begin so. */
  additiveTags: z.array(z.string().check(z.regex(/^[A-Za-z0-9 ._:-]+\*?$/))),
  rules: z.array(z.strictObject({ when: SegmentCondition, effect: SegmentEffect })),
});
export type SegmentRules = z.infer<typeof SegmentRules>;

/** The attributes every update has; rules may not set them. */
export const BASE_ATTRIBUTES = ['last_interaction_summary', 'sentiment', 'segmentation_tags'] as const;
