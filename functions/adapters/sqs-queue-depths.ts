import { GetQueueAttributesCommand, SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import type { QueueDepth, QueueDepths } from '../ports/queue-depths.ts';
import { AWS_CLIENT } from './aws-client.ts';
import { fromAws } from './aws-errors.ts';

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
] as const;

/**
 * Depths of queues on SQS. `baseUrl`: scheme, host and account of their addresses. `queues`: their names by those they
 * are told under. `options`: where SQS is and who asks; what is left out comes from the function's environment.
 */
export function sqsQueueDepths(
  baseUrl: string,
  queues: Readonly<Record<string, string>>,
  options: Pick<SQSClientConfig, 'endpoint' | 'region' | 'credentials'> = {},
): QueueDepths {
  const client = new SQSClient({ ...AWS_CLIENT, ...options, useQueueUrlAsEndpoint: false });

  async function depth([name, queue]: [string, string]): Promise<QueueDepth> {
    const asked = client.send(
      new GetQueueAttributesCommand({ QueueUrl: `${baseUrl}/${queue}`, AttributeNames: [...COUNTS] }),
    );
    const { Attributes = {} } = await asked.catch((error: unknown) => {
      throw fromAws('queue_unavailable', error);
    });
    const [visible, delayed, hidden] = COUNTS.map((count) => Number(Attributes[count] ?? 0));
    return { name, waiting: (visible ?? 0) + (delayed ?? 0), working: hidden ?? 0 };
  }

  return { read: () => Promise.all(Object.entries(queues).map(depth)) };
}
