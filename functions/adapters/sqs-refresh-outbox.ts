import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { RefreshRequest } from '../messages/context.ts';
import type { RefreshOutbox } from '../ports/refresh-outbox.ts';
import { AWS_CLIENT } from './aws-client.ts';
import { fromAws } from './aws-errors.ts';

/** Messages to refresh on SQS, by the URL of its queue. */
export function sqsRefreshOutbox(queueUrl: string): RefreshOutbox {
  const client = new SQSClient({ ...AWS_CLIENT, useQueueUrlAsEndpoint: false });
  return {
    async refresh(customerId, lease) {
      const request: RefreshRequest = { refresh: customerId, lease };
      try {
        await client.send(
          new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(request) }),
        );
      } catch (error) {
        throw fromAws('queue_unavailable', error);
      }
    },
  };
}
