import * as z from 'zod/mini';
import { Instant, Key } from './key.ts';

/** A conversation of which a part has ended. `HELD` until everything has, `SETTLED` for good. */
export const HeldConversation = z.object({
  conversationId: Key,
  state: z.enum(['HELD', 'SETTLED']),
  /** When its first event came. */
  heldSince: Instant,
  /** The customer has left at least one session. */
  customerEnded: z.boolean(),
  /** An agent has wrapped up at least one session. */
  wrappedUp: z.boolean(),
  /** Looks at the platform that found it going on or incomplete. */
  looks: z.int(),
  nextAt: z.optional(Instant),
  /** Forgotten then, long after the last copy of an event may come. */
  expiresAt: Instant,
});
export type HeldConversation = z.infer<typeof HeldConversation>;

/** A held conversation is to be looked at again. Carries nothing else. */
export const SettleRequest = z.strictObject({ settle: Key });
export type SettleRequest = z.infer<typeof SettleRequest>;

/** A look has found that something of a conversation is over. Carries nothing else. */
export const EndedNotice = z.strictObject({ ended: Key });
export type EndedNotice = z.infer<typeof EndedNotice>;
