import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { FunctionContext } from '../functions.ts';
import type { Timeline } from '../timeline.ts';

/** A queue and the environments of the function that empties it: each works on one batch at a time. */
export interface StormQueueDefinition {
  readonly name: string;
  readonly batchSize: number;
  readonly timeoutMs: number;
  readonly environments: readonly ((
    event: SQSEvent,
    context: FunctionContext,
  ) => Promise<SQSBatchResponse>)[];
}

/** Queues that lose nothing, deliver in order, and hold a storm. */
export interface StormQueues {
  add(definition: StormQueueDefinition): void;
  leave(queue: string, body: string, edgeId?: string, delaySeconds?: number): void;
  /** A worker hides what it received. */
  hide(record: SQSRecord, seconds: number): void;
  /** Messages left, those in work included. */
  size(): number;
  /** Messages sent so far. */
  readonly sent: () => number;
}

interface Message {
  readonly record: SQSRecord;
  received: number;
  hiddenMs: number;
}

interface Queue extends StormQueueDefinition {
  readonly waiting: Message[];
  readonly idle: number[];
  head: number;
  /** Environments have been told that there is something. */
  isCalled: boolean;
}

/** No invocation is over sooner: a dozen requests to the tables, and the mapping's own way, ms. */
const LEAST_MS = 100;

/** Messages that were taken are cut off when there are more than these: to do so for each batch would take long. */
const MOST_TAKEN = 10_000;

/** All queues of a storm. */
export function stormQueues(timeline: Timeline): StormQueues {
  const queues = new Map<string, Queue>();
  const received = new Map<string, Message>();
  let [minted, left] = [0, 0];

  function put(queue: Queue, message: Message): void {
    queue.waiting.push(message);
    call(queue);
  }

  /** Environments begin in an event of their own, after everything that is left at the same instant. */
  function call(queue: Queue): void {
    if (queue.isCalled || queue.idle.length === 0) return;
    queue.isCalled = true;
    timeline.at(timeline.now(), () => {
      queue.isCalled = false;
      while (queue.idle.length > 0 && queue.head < queue.waiting.length) invoke(queue, queue.idle.pop() ?? 0);
    });
  }

  function taken(queue: Queue): Message[] {
    const batch = queue.waiting.slice(queue.head, queue.head + queue.batchSize);
    queue.head += batch.length;
    if (queue.head > MOST_TAKEN) {
      queue.waiting.splice(0, queue.head);
      queue.head = 0;
    }
    return batch;
  }

  function invoke(queue: Queue, environment: number): void {
    const batch = taken(queue);
    const startedAt = timeline.now();
    for (const message of batch) {
      message.received++;
      message.record.attributes.ApproximateReceiveCount = String(message.received);
      received.set(message.record.messageId, message);
    }
    const context = { getRemainingTimeInMillis: () => startedAt + queue.timeoutMs - timeline.now() };
    const work = queue.environments[environment];
    if (!work) throw new Error(`${queue.name} has no environment ${environment}`);
    timeline.woke();
    work({ Records: batch.map(({ record }) => record) }, context).then(({ batchItemFailures }) => {
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      timeline.at(Math.max(timeline.now(), startedAt + LEAST_MS), () => {
        for (const message of batch) settle(queue, message, failed.has(message.record.messageId));
        queue.idle.push(environment);
        call(queue);
      });
    });
  }

  function settle(queue: Queue, message: Message, isFailed: boolean): void {
    received.delete(message.record.messageId);
    if (isFailed) timeline.at(timeline.now() + message.hiddenMs, () => put(queue, message));
    else left--;
  }

  return {
    add(definition) {
      const idle = definition.environments.map((_, index) => index);
      queues.set(definition.name, { ...definition, waiting: [], idle, head: 0, isCalled: false });
    },
    leave(name, body, edgeId, delaySeconds = 0) {
      const queue = queues.get(name);
      if (!queue) throw new Error(`there is no queue ${name}`);
      left++;
      const message = { record: recordOf(`message-${++minted}`, body, edgeId), received: 0, hiddenMs: 1000 };
      if (delaySeconds > 0) timeline.at(timeline.now() + delaySeconds * 1000, () => put(queue, message));
      else put(queue, message);
    },
    hide(record, seconds) {
      const message = received.get(record.messageId);
      if (message) message.hiddenMs = seconds * 1000;
    },
    size: () => left,
    sent: () => minted,
  };
}

function recordOf(messageId: string, body: string, edgeId: string | undefined): SQSRecord {
  return {
    messageId,
    receiptHandle: messageId,
    body,
    attributes: {
      ApproximateReceiveCount: '0',
      SentTimestamp: '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: edgeId === undefined ? {} : { edgeId: { dataType: 'String', stringValue: edgeId } },
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: 'us-east-1',
  };
}
