import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from './aws-client.ts';
import { fromAws } from './aws-errors.ts';

/** Leaves one message in a queue, by its URL; seen after `delaySeconds`, 0 to 900. */
export type SqsSender = (queueUrl: string, message: object, delaySeconds?: number) => Promise<void>;

/** Sends over one client. What it gives throws a `TransientError` when the queue cannot be reached. */
export function sqsSender(): SqsSender {
  const client = new SQSClient({ ...AWS_CLIENT, useQueueUrlAsEndpoint: false });
  return async (QueueUrl, message, delaySeconds = 0) => {
    const command = new SendMessageCommand({
      QueueUrl,
      MessageBody: JSON.stringify(message),
      ...(delaySeconds > 0 && { DelaySeconds: delaySeconds }),
    });
    try {
      await client.send(command);
    } catch (error) {
      throw fromAws('queue_unavailable', error);
    }
  };
}
