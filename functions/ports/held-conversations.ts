import type { HeldConversation } from '../messages/held-conversation.ts';

/** A held conversation as it was read. */
export interface KeptConversation {
  readonly value: HeldConversation;
  readonly version: number;
}

/** `lost`: somebody else wrote meanwhile; `kept` is what is there now. */
export type ConversationWrite =
  | { readonly kind: 'written'; readonly kept: KeptConversation }
  | { readonly kind: 'lost'; readonly kept: KeptConversation | undefined };

/**
 * Conversations that have ended in part. All methods
 * @throws {TransientError} `contacts_unavailable`: a write may or may not have been applied
 */
export interface HeldConversations {
  read(conversationId: string): Promise<KeptConversation | undefined>;
  /** Puts it where `before` is still the last, or where there is still none. Repeatable: the second is `lost`. */
  replace(before: KeptConversation | undefined, next: HeldConversation): Promise<ConversationWrite>;
}
