import type { UpdateDueRequest } from '../messages/update-due.ts';
import type { UpdateOutbox } from '../ports/update-outbox.ts';
import { sqsSender } from './sqs-sender.ts';

/** Messages to segmentation on SQS, by the URL of its queue for what is due. */
export function sqsUpdateOutbox(queueUrl: string): UpdateOutbox {
  const send = sqsSender();
  return {
    updateDue: (customerId, delaySeconds) =>
      send(queueUrl, { updateDue: customerId } satisfies UpdateDueRequest, delaySeconds),
  };
}
