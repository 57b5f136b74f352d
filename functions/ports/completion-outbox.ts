import type { InteractionCompleted } from '../messages/interaction-completed.ts';

/**
 * Leaves messages about conversations. Each may arrive more than once, late, or never: a held conversation's `nextAt`
 * finds what was lost. All methods @throws {TransientError} the message may not have been left
 */
export interface CompletionOutbox {
  /** To segmentation: the whole conversation is over. */
  completed(completion: InteractionCompleted): Promise<void>;
  /** To completion: something of the conversation has ended, as a look found. */
  ended(conversationId: string): Promise<void>;
  /** To completion itself: look again. `delaySeconds`: 0 to 900. */
  settle(conversationId: string, delaySeconds: number): Promise<void>;
}
