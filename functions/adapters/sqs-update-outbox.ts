import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { UpdateDueRequest } from '../messages/update-due.ts';
import type { UpdateOutbox } from '../ports/update-outbox.ts';
import { AWS_CLIENT } from './aws-client.ts';
import { fromAws } from './aws-errors.ts';

/** Messages to segmentation on SQS, by the URL of its queue for what is due. */
export function sqsUpdateOutbox(queueUrl: string): UpdateOutbox {
  const client = new SQSClient({ ...AWS_CLIENT, useQueueUrlAsEndpoint: false });
  return {
    async updateDue(customerId, delaySeconds) {
      const request: UpdateDueRequest = { updateDue: customerId };
      try {
        await client.send(
          new SendMessageCommand({
            QueueUrl: queueUrl,
            MessageBody: JSON.stringify(request),
            ...(delaySeconds > 0 && { DelaySeconds: delaySeconds }),
          }),
        );
      } catch (error) {
        throw fromAws('queue_unavailable', error);
      }
    },
  };
}
