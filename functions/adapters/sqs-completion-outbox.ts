import type { EndedNotice, SettleRequest } from '../messages/held-conversation.ts';
import type { CompletionOutbox } from '../ports/completion-outbox.ts';
import { sqsSender } from './sqs-sender.ts';

/** Messages about conversations on SQS, by queue URL. A queue that was not given cannot be reached. */
export function sqsCompletionOutbox(queues: {
  readonly completions?: string;
  readonly settlements?: string;
}): CompletionOutbox {
  const send = sqsSender();

  async function leave(url: string | undefined, message: object, delaySeconds?: number): Promise<void> {
    if (url === undefined) throw new Error('this queue was not given to this function');
    return send(url, message, delaySeconds);
  }

  return {
    completed: (completion) => leave(queues.completions, completion),
    ended: (conversationId) => leave(queues.settlements, { ended: conversationId } satisfies EndedNotice),
    settle: (conversationId, delaySeconds) =>
      leave(queues.settlements, { settle: conversationId } satisfies SettleRequest, delaySeconds),
  };
}
