import * as z from 'zod/mini';
import { Instant, Key } from './key.ts';

/** What a CRM keeps in one attribute; `null` empties it. */
export const SegmentValue = z.nullable(z.union([z.string(), z.number(), z.boolean()]));
export type SegmentValue = z.infer<typeof SegmentValue>;

/**
 * `DIRTY` waits for the CRM, `APPLYING` has one write under way, `CLEAN` is what the CRM has, `PARKED` was refused for
 * good, `ERASED` is nobody's any more and never comes back.
 */
export const ProfileState = z.enum(['DIRTY', 'APPLYING', 'CLEAN', 'PARKED', 'ERASED']);
export type ProfileState = z.infer<typeof ProfileState>;

/** What is remembered of one customer's segments. */
export const Profile = z.object({
  customerId: Key,
  state: ProfileState,
  /** The completion whose attributes these are: the one that ended last, of two at once the one with the greater key. */
  newest: z.optional(z.object({ eventAt: Instant, key: z.string() })),
  /** From the newest completion alone. */
  attributes: z.record(z.string(), SegmentValue),
  /** Tags of the newest completion. */
  tags: z.array(z.string()),
  /** Tags that stay, of all completions so far; in order. */
  additiveTags: z.array(z.string()),
  /** Where the summary comes from, when a rule wants the transcript's. */
  transcript: z.optional(z.object({ conversationId: Key, maxLength: z.int() })),
  /** Grows with every change of what the CRM shall have. */
  sequence: z.int(),
  /** The write under way: of which sequence, whose, sent by when, and over by when whatever became of it. */
  lease: z.optional(z.object({ sequence: z.int(), token: z.string(), sendBy: Instant, until: Instant })),
  /** When the last write began. */
  sentAt: z.optional(Instant),
  /** Writes in vain since the last one that succeeded. */
  tries: z.int(),
  /** What it waits for, or why it is parked. */
  why: z.optional(z.string()),
  /** When it is looked at next; absent when nothing is left to do. */
  nextAt: z.optional(Instant),
  /** Short hashes of the last completions' keys, oldest first. */
  seen: z.array(z.string()),
});
export type Profile = z.infer<typeof Profile>;
