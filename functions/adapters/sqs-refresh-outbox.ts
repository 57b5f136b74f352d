import type { RefreshRequest } from '../messages/context.ts';
import type { RefreshOutbox } from '../ports/refresh-outbox.ts';
import { sqsSender } from './sqs-sender.ts';

/** Messages to refresh on SQS, by the URL of its queue. */
export function sqsRefreshOutbox(queueUrl: string): RefreshOutbox {
  const send = sqsSender();
  return {
    refresh: (customerId, lease, inSeconds) =>
      send(queueUrl, { refresh: customerId, lease } satisfies RefreshRequest, inSeconds),
  };
}
