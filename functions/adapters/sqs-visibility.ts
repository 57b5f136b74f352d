import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { AWS_CLIENT } from './aws-client.ts';

/** Hides a received message for some seconds, 1 to 43,200. Repeatable; the last call counts. */
export type HideMessage = (record: SQSRecord, seconds: number) => Promise<void>;

/** Hides messages on SQS. The queue is known from the record itself. */
export function sqsVisibility(): HideMessage {
  const client = new SQSClient({ ...AWS_CLIENT, useQueueUrlAsEndpoint: false });
  return async (record, seconds) => {
    const [, , , region, account, name] = record.eventSourceARN.split(':');
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${name}`,
        ReceiptHandle: record.receiptHandle,
        VisibilityTimeout: seconds,
      }),
    );
  };
}
