import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SettleRequest } from '../messages/from-genesys.ts';
import type { CompletionOutbox } from '../ports/completion-outbox.ts';
import { AWS_CLIENT } from './aws-client.ts';
import { fromAws } from './aws-errors.ts';

/** Messages about conversations on SQS, by queue URL. A queue that was not given cannot be reached. */
export function sqsCompletionOutbox(queues: {
  readonly completions?: string;
  readonly settlements?: string;
}): CompletionOutbox {
  const client = new SQSClient({ ...AWS_CLIENT, useQueueUrlAsEndpoint: false });

  async function send(url: string | undefined, message: object, delaySeconds = 0): Promise<void> {
    if (url === undefined) throw new Error('this queue was not given to this function');
    try {
      await client.send(
        new SendMessageCommand({
          QueueUrl: url,
          MessageBody: JSON.stringify(message),
          ...(delaySeconds > 0 && { DelaySeconds: delaySeconds }),
        }),
      );
    } catch (error) {
      throw fromAws('queue_unavailable', error);
    }
  }

  return {
    completed: (completion) => send(queues.completions, completion),
    settle: (conversationId, delaySeconds) =>
      send(queues.settlements, { settle: conversationId } satisfies SettleRequest, delaySeconds),
  };
}
