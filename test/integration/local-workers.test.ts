import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type App, Duration, Stack, aws_lambda_event_sources as sources, aws_sqs as sqs } from 'aws-cdk-lib';
import type { LocalSystem } from '../../local/system.ts';
import { eventually, type Workshop, workshop } from './local-app.ts';

// Logs every batch, then does what each body says.
const WORKER = `
export const handler = async (event) => {
  console.log('BATCH ' + JSON.stringify(event));
  const failed = [];
  for (const { body, messageId, attributes } of event.Records) {
    if (body === 'throw') throw new Error('whole batch');
    if (body === 'hang') await new Promise((resolve) => setTimeout(resolve, 60_000));
    if (body === 'poison') failed.push({ itemIdentifier: messageId });
    if (body === 'once' && attributes.ApproximateReceiveCount === '1') failed.push({ itemIdentifier: messageId });
    if (body === 'unknown id' && attributes.ApproximateReceiveCount === '1') failed.push({ itemIdentifier: 'other' });
  }
  return failed.length > 0 ? { batchItemFailures: failed } : undefined;
};`;

function worker(shop: Workshop, scope: Stack, id: string, source: Partial<sources.SqsEventSourceProps>) {
  const dead = new sqs.Queue(scope, `${id}Dead`);
  const queue = new sqs.Queue(scope, `${id}Queue`, {
    visibilityTimeout: Duration.seconds(source.maxBatchingWindow === undefined ? 1 : 10),
    deadLetterQueue: { queue: dead, maxReceiveCount: 2 },
  });
  const fn = shop.fn(scope, id, WORKER, { functionName: id, timeout: Duration.seconds(1) });
  fn.addEventSource(new sources.SqsEventSource(queue, { maxConcurrency: 2, ...source }));
}

function build(shop: Workshop, app: App): void {
  const pipeline = new Stack(app, 'Pipeline');
  worker(shop, pipeline, 'Partial', { batchSize: 10, reportBatchItemFailures: true });
  worker(shop, pipeline, 'Whole', { batchSize: 1 });
  worker(shop, pipeline, 'Windowed', {
    batchSize: 20,
    maxBatchingWindow: Duration.seconds(1),
    reportBatchItemFailures: true,
  });
  worker(shop, pipeline, 'Disabled', { enabled: false });
}

interface Record_ {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

describe('a local worker', () => {
  let shop: Workshop;
  let system: LocalSystem;
  let client: SQSClient;

  beforeAll(async () => {
    shop = workshop(build);
    system = await shop.start();
    client = new SQSClient({
      endpoint: system.awsEnvironment().AWS_ENDPOINT_URL_SQS ?? '',
      region: 'us-east-1',
      credentials: { accessKeyId: 'TEST', secretAccessKey: 'test' },
    });
  }, 300_000);

  afterAll(async () => {
    client?.destroy();
    await shop?.close();
  });

  const queue = (id: string) => system.resource('AWS::SQS::Queue', id).url;
  const send = (id: string, body: string) =>
    client.send(
      new SendMessageCommand({
        QueueUrl: queue(id),
        MessageBody: body,
        MessageAttributes: { edgeId: { DataType: 'String', StringValue: 'e-1' } },
      }),
    );
  const batches = (name: string): readonly (readonly Record_[])[] =>
    readFileSync(join(shop.logDirectory, `${name}.log`), 'utf8')
      .split('\n')
      // What follows the last line break may still be half a line.
      .slice(0, -1)
      .filter((line) => line.startsWith('BATCH '))
      .map((line) => JSON.parse(line.slice('BATCH '.length)).Records);
  const receives = (name: string, messageId: string | undefined) =>
    batches(name)
      .flat()
      .filter((each) => each.messageId === messageId)
      .map(({ attributes }) => attributes.ApproximateReceiveCount);
  const left = async (id: string): Promise<number> => {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: queue(id), AttributeNames: ['All'] }),
    );
    return (
      Number(Attributes?.ApproximateNumberOfMessages) +
      Number(Attributes?.ApproximateNumberOfMessagesNotVisible)
    );
  };
  const emptied = (id: string) => eventually(async () => ((await left(id)) === 0 ? true : undefined));

  it("gets Lambda's SQS event and deletes what it has done", async () => {
    const sent = await send('PartialQueue', '{"text":"😀"}');

    await emptied('PartialQueue');

    const record = batches('Partial')
      .flat()
      .find(({ messageId }) => messageId === sent.MessageId);
    expect(record).toEqual({
      messageId: sent.MessageId,
      receiptHandle: expect.any(String),
      body: '{"text":"😀"}',
      md5OfBody: sent.MD5OfMessageBody,
      md5OfMessageAttributes: sent.MD5OfMessageAttributes,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        SenderId: expect.any(String),
      },
      messageAttributes: {
        edgeId: { stringValue: 'e-1', stringListValues: [], binaryListValues: [], dataType: 'String' },
      },
      eventSource: 'aws:sqs',
      eventSourceARN: system.resource('AWS::SQS::Queue', 'PartialQueue').arn,
      awsRegion: 'us-east-1',
    });
  });

  it('brings back only the failed items of a batch, and dead-letters what keeps failing', async () => {
    const [poison, once, good] = await Promise.all(
      ['poison', 'once', 'good'].map((body) => send('PartialQueue', body)),
    );

    const dead = await eventually(async () => {
      const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl: queue('PartialDead') }));
      return Messages?.[0];
    });

    await emptied('PartialQueue');
    expect(dead).toMatchObject({ MessageId: poison?.MessageId, Body: 'poison' });
    expect(receives('Partial', poison?.MessageId)).toEqual(['1', '2']);
    expect(receives('Partial', once?.MessageId)).toEqual(['1', '2']);
    expect(receives('Partial', good?.MessageId)).toEqual(['1']);
  });

  it('brings back the whole batch when the function names an id it was not given', async () => {
    const sent = await send('PartialQueue', 'unknown id');

    await eventually(() => (receives('Partial', sent.MessageId).length === 2 ? true : undefined));

    await emptied('PartialQueue');
  });

  it.each(['throw', 'hang'])(
    'brings a message back until it is dead when the function does "%s"',
    async (body) => {
      const sent = await send('WholeQueue', body);

      const dead = await eventually(async () => {
        const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl: queue('WholeDead') }));
        return Messages?.find(({ MessageId }) => MessageId === sent.MessageId);
      });

      expect(dead.Body).toBe(body);
      expect(receives('Whole', sent.MessageId)).toEqual(['1', '2']);
    },
  );

  it('gathers a batch larger than one receive within its window', async () => {
    await Promise.all(Array.from({ length: 15 }, (_, index) => send('WindowedQueue', `${index}`)));

    await emptied('WindowedQueue');

    const sizes = batches('Windowed').map(({ length }) => length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(15);
    expect(sizes.length).toBeLessThanOrEqual(2);
  });

  it('leaves the messages of a disabled mapping alone', async () => {
    await send('DisabledQueue', 'waits');
    await send('PartialQueue', 'done');

    await emptied('PartialQueue');

    expect(await left('DisabledQueue')).toBe(1);
  });
});
