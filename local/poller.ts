import type { AwsEndpoint } from './aws-endpoint.ts';
import { completedIds } from './batch-outcome.ts';
import { deleteMessages, type ReceivedMessage, receiveMessages } from './sqs-client.ts';
import { sqsEvent } from './sqs-event.ts';

/** A queue feeding a function, as an event source mapping says. The window is in seconds. */
export interface QueueFeed {
  readonly queueArn: string;
  readonly queueUrl: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly reportsItemFailures: boolean;
  readonly concurrency: number;
  /** Name or ARN. */
  readonly functionName: string;
}

/** Runs a function by name or ARN. */
export type Invoke = (functionName: string, event: unknown) => Promise<unknown>;

/** Running pollers. */
export interface Pollers {
  /** No batch starts after this. */
  halt(): void;
  /** Resolves when the last batch in hand and the last long poll have ended. */
  readonly ended: Promise<unknown>;
}

const LONG_POLL_SECONDS = 20;

/** Polls every feed until stopped, with as many batches at once as its concurrency allows. */
export function startPollers(aws: AwsEndpoint, feeds: readonly QueueFeed[], invoke: Invoke): Pollers {
  let stopped = false;
  const isStopped = () => stopped;
  const loops = feeds.flatMap((feed) =>
    Array.from({ length: feed.concurrency }, () => pollUntil(isStopped, { aws, feed, invoke })),
  );
  return {
    halt: () => {
      stopped = true;
    },
    ended: Promise.all(loops),
  };
}

interface Line {
  readonly aws: AwsEndpoint;
  readonly feed: QueueFeed;
  readonly invoke: Invoke;
}

async function pollUntil(isStopped: () => boolean, line: Line): Promise<void> {
  while (!isStopped()) {
    try {
      const batch = await gather(isStopped, line);
      if (batch.length > 0 && !isStopped()) await work(line, batch);
    } catch (error) {
      if (!isStopped()) console.error(`polling ${line.feed.queueArn} failed and goes on:`, error);
      await new Promise((resolve) => setTimeout(resolve, isStopped() ? 0 : 1000));
    }
  }
}

// The window opens with the first message and closes early when the batch is full.
async function gather(
  isStopped: () => boolean,
  { aws, feed: { queueUrl, batchSize, windowSeconds } }: Line,
): Promise<readonly ReceivedMessage[]> {
  const batch = [
    ...(await receiveMessages(aws, queueUrl, { maxMessages: batchSize, waitSeconds: LONG_POLL_SECONDS })),
  ];
  const closesAt = Date.now() + windowSeconds * 1000;
  while (batch.length > 0 && batch.length < batchSize && Date.now() < closesAt && !isStopped()) {
    const waitSeconds = Math.ceil((closesAt - Date.now()) / 1000);
    batch.push(
      ...(await receiveMessages(aws, queueUrl, { maxMessages: batchSize - batch.length, waitSeconds })),
    );
  }
  return batch;
}

// Nothing deleted means that the visibility timeout brings the messages back, which is Lambda's retry.
async function work({ aws, feed, invoke }: Line, batch: readonly ReceivedMessage[]): Promise<void> {
  const ids = batch.map(({ MessageId }) => MessageId);
  const completed = await invoke(feed.functionName, sqsEvent(batch, feed.queueArn)).then(
    (answer) => (feed.reportsItemFailures ? completedIds(ids, answer) : ids),
    // The runtime has written the failure to the function's log.
    () => [],
  );
  const done = new Set(completed);
  await deleteMessages(
    aws,
    feed.queueUrl,
    batch.filter(({ MessageId }) => done.has(MessageId)),
  );
}
