import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  paginateListQueues,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { OperatorTarget } from './operator-target.ts';

/** A queue for what nobody could work on. */
export interface DeadLetterQueue {
  /** Without the part all queues of the system share. */
  readonly name: string;
  readonly url: string;
  readonly waiting: number;
  /** Where its messages came from; absent for the dead letters of a rule, which starts anew by itself. */
  readonly sourceUrl?: string;
}

interface KnownQueue {
  readonly url: string;
  readonly arn: string;
  readonly waiting: number;
  readonly deadLetterArn?: string | undefined;
}

const RedrivePolicy = z.object({ deadLetterTargetArn: z.string() });

/** Time to deal with what was received at once, seconds: nobody else gets it meanwhile. */
const HIDDEN_SECONDS = 60;

/** Every dead letter queue of a system, by name; those without messages, too. Reads only. */
export async function deadLetterQueues({
  sqs,
  queuePrefix,
}: OperatorTarget): Promise<readonly DeadLetterQueue[]> {
  const urls: string[] = [];
  for await (const page of paginateListQueues({ client: sqs }, { QueueNamePrefix: queuePrefix }))
    urls.push(...(page.QueueUrls ?? []));
  const queues = await Promise.all(urls.map((url) => known(sqs, url)));
  // Every queue that a worker empties has dead letters; what has none holds them.
  return queues
    .filter(({ deadLetterArn }) => deadLetterArn === undefined)
    .map(({ url, arn, waiting }) => {
      const source = queues.find(({ deadLetterArn }) => deadLetterArn === arn);
      const name = url.slice(url.lastIndexOf('/') + 1).slice(queuePrefix.length);
      return { name, url, waiting, ...(source && { sourceUrl: source.url }) };
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

async function known(sqs: SQSClient, url: string): Promise<KnownQueue> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages', 'RedrivePolicy'],
    }),
  );
  const {
    QueueArn: arn = '',
    ApproximateNumberOfMessages: waiting = '0',
    RedrivePolicy: policy,
  } = Attributes;
  return {
    url,
    arn,
    waiting: Number(waiting),
    deadLetterArn:
      policy === undefined ? undefined : RedrivePolicy.parse(JSON.parse(policy)).deadLetterTargetArn,
  };
}

/** Up to `limit` messages of a queue, which stay in it; each counts as received once more. */
export async function look(sqs: SQSClient, url: string, limit: number): Promise<readonly Message[]> {
  const seen: Message[] = [];
  while (seen.length < limit) {
    const found = await receive(sqs, url);
    if (found.length === 0) break;
    seen.push(...found);
  }
  const changes = seen.map(({ ReceiptHandle }) => ({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }));
  await Promise.all(changes.map((change) => sqs.send(new ChangeMessageVisibilityCommand(change))));
  return seen.slice(0, limit);
}

/**
 * Sends every message that waits now back to where it came from, with its attributes, and gives how many. A message is
 * deleted only after it was sent: a redrive that is cut off may deliver one twice, which workers expect.
 */
export async function redrive(
  sqs: SQSClient,
  { url, sourceUrl }: { readonly url: string; readonly sourceUrl: string },
  moved: (count: number) => void,
): Promise<number> {
  return each(sqs, { url, done: moved }, (message) =>
    sqs.send(
      new SendMessageCommand({
        QueueUrl: sourceUrl,
        MessageBody: message.Body,
        MessageAttributes: message.MessageAttributes,
      }),
    ),
  );
}

/** Deletes every message that waits now, and gives how many. Cannot be undone. */
export async function discard(
  sqs: SQSClient,
  { url }: Pick<DeadLetterQueue, 'url'>,
  discarded: (count: number) => void,
): Promise<number> {
  return each(sqs, { url, done: discarded }, async () => undefined);
}

/** Deals with what was there at the start, one after another: what fails again comes back later, and is left. */
async function each(
  sqs: SQSClient,
  { url, done }: { readonly url: string; readonly done: (count: number) => void },
  deal: (message: Message) => Promise<unknown>,
): Promise<number> {
  const startedAt = Date.now();
  let count = 0;
  for (;;) {
    const messages = (await receive(sqs, url)).filter(
      ({ Attributes = {} }) => sentAt(Attributes) < startedAt,
    );
    if (messages.length === 0) return count;
    for (const message of messages) {
      await deal(message);
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message.ReceiptHandle }));
      done(++count);
    }
  }
}

/** When a message was sent first, epoch ms. */
export const sentAt = ({ SentTimestamp }: NonNullable<Message['Attributes']>): number =>
  Number(SentTimestamp);

async function receive(sqs: SQSClient, url: string): Promise<readonly Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 1,
      VisibilityTimeout: HIDDEN_SECONDS,
      MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages;
}
