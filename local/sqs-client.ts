import { z } from 'zod';
import type { AwsEndpoint } from './aws-endpoint.ts';
import { jsonRequest } from './engine.ts';

const MessageAttribute = z.object({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});

const ReceivedMessage = z.object({
  MessageId: z.string(),
  ReceiptHandle: z.string(),
  Body: z.string(),
  MD5OfBody: z.string(),
  MD5OfMessageAttributes: z.string().optional(),
  Attributes: z.record(z.string(), z.string()).default({}),
  MessageAttributes: z.record(z.string(), MessageAttribute).default({}),
});
/** A message as SQS hands it out. */
export type ReceivedMessage = z.infer<typeof ReceivedMessage>;

const Received = z.object({ Messages: z.array(ReceivedMessage).nullish() });

/** An answer of SQS: the status and its JSON. */
export interface SqsAnswer {
  readonly status: number;
  readonly content: Readonly<Record<string, unknown>>;
}

/** One SQS action through the engines' address. A service error is an answer, not a rejection. */
export async function sqsCall(aws: AwsEndpoint, action: string, content: unknown): Promise<SqsAnswer> {
  const response = await aws.call('sqs', jsonRequest(`AmazonSQS.${action}`, content));
  const text = response.body.toString('utf8');
  return {
    status: response.status,
    content: z.record(z.string(), z.unknown()).parse(text === '' ? {} : JSON.parse(text)),
  };
}

/**
 * Up to ten messages, waiting up to `waitSeconds` (at most 20) for the first.
 * @throws when SQS refuses.
 */
export async function receiveMessages(
  aws: AwsEndpoint,
  queueUrl: string,
  { maxMessages, waitSeconds }: { readonly maxMessages: number; readonly waitSeconds: number },
): Promise<readonly ReceivedMessage[]> {
  const answer = await sqsCall(aws, 'ReceiveMessage', {
    QueueUrl: queueUrl,
    MaxNumberOfMessages: Math.min(10, maxMessages),
    WaitTimeSeconds: Math.min(20, waitSeconds),
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  if (answer.status !== 200)
    throw new Error(`receiving from ${queueUrl} failed: ${JSON.stringify(answer.content)}`);
  return Received.parse(answer.content).Messages ?? [];
}

/** Deletes messages. A message whose receipt handle is no longer valid is left alone, as in SQS. */
export async function deleteMessages(
  aws: AwsEndpoint,
  queueUrl: string,
  messages: readonly ReceivedMessage[],
): Promise<void> {
  await Promise.all(
    messages.map(({ ReceiptHandle }) => sqsCall(aws, 'DeleteMessage', { QueueUrl: queueUrl, ReceiptHandle })),
  );
}
