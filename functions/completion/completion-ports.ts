import type { ConversationSettings } from '../messages/conversation-settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { CompletionOutbox } from '../ports/completion-outbox.ts';
import type { EndedConversations } from '../ports/ended-conversations.ts';
import type { HeldConversations } from '../ports/held-conversations.ts';

/** What completion needs of the world. */
export interface CompletionPorts {
  readonly held: HeldConversations;
  readonly conversations: EndedConversations;
  readonly outbox: Omit<CompletionOutbox, 'ended'>;
  readonly clock: Clock;
}

export interface CompletionPolicy {
  /** How long after the end a missing wrap-up is waited for. */
  readonly holdMs: number;
  /** How customers and wrap-ups are found in them. */
  readonly conversations: ConversationSettings;
  /** Name of a routing queue by the platform's id. */
  readonly queueNames: Readonly<Record<string, string>>;
}

/** How one message ended. */
export interface CompletionOutcome {
  readonly outcome: 'held' | 'completed' | 'waiting' | 'ignored' | 'already_moved';
  readonly reason?: string;
  /** The conversation. */
  readonly key: string;
}
