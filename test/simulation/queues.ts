import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { completedIds } from '../../local/batch-outcome.ts';
import type { Functions, SimFunction } from './functions.ts';
import type { Process, Processes } from './processes.ts';
import type { Simulation } from './simulation.ts';

/** A queue, and the mapping that feeds its messages to a function. */
export interface QueueDefinition {
  readonly name: string;
  readonly of: SimFunction;
  /** Messages a delivery may bring. */
  readonly batchSize: number;
  /** Deliveries worked on at once. */
  readonly concurrency: number;
  /** Deliveries before a message counts as dead. */
  readonly maxReceives: number;
}

/** A message as SQS holds it. */
interface Message {
  readonly id: string;
  readonly body: string;
  readonly edgeId: string | undefined;
  visibleAt: number;
  received: number;
}

/** SQS: at least once, in no order, now and then twice. */
export interface Queues {
  add(definition: QueueDefinition): void;
  /** Leaves a message as a door does: it is there. */
  leave(queue: string, body: string, edgeId: string): void;
  /** A worker leaves a message. @throws {Error} the message may or may not be there */
  send(process: Process, queue: string, body: string, delaySeconds: number): Promise<void>;
  /** A worker hides what it received. */
  hide(process: Process, record: SQSRecord, seconds: number): Promise<void>;
  /** Bodies of the messages nobody could work on. */
  dead(queue: string): readonly string[];
  /** Messages that are left, those being worked on included. */
  size(): number;
}

interface Queue extends QueueDefinition {
  readonly messages: Map<string, Message>;
  readonly dead: string[];
  busy: number;
}

/** SQS hides a received message for six function time-outs (lib/constructs/worker.ts). */
const VISIBILITY_TIMEOUTS = 6;
const LONGEST_DELAY_SECONDS = 900;
const MINUTE_MS = 60_000;

/** All queues of one world. `tightestMs` tells how late a message may come so that it is just in time, or just not. */
export function queues(
  simulation: Simulation,
  processes: Processes,
  lambda: Functions,
  tightestMs: (queue: string, body: string) => number | undefined = () => undefined,
): Queues {
  const { timeline } = simulation;
  const chance = simulation.chance('queues');
  const all = new Map<string, Queue>();
  let minted = 0;

  const named = (name: string): Queue => {
    const queue = all.get(name);
    if (!queue) throw new Error(`there is no queue ${name}`);
    return queue;
  };

  const someMs = (): number =>
    simulation.strikes('queueLate') ? simulation.lateMs(chance, 1000, 10 * MINUTE_MS) : chance.between(1, 30);
  const tightMs = ({ name }: Queue, body: string): number | undefined =>
    simulation.strikes('tight') ? tightestMs(name, body) : undefined;

  function put(queue: Queue, body: string, edgeId: string | undefined, delayMs: number): void {
    const lateMs = tightMs(queue, body) ?? someMs();
    const message: Message = {
      id: `message-${++minted}`,
      body,
      edgeId,
      visibleAt: timeline.now() + delayMs + lateMs,
      received: 0,
    };
    queue.messages.set(message.id, message);
    timeline.at(message.visibleAt, () => poll(queue));
  }

  const unreadUntil = ({ name }: Queue): number | undefined =>
    name.startsWith('dialing') ? simulation.downUntil('dialing') : undefined;

  /** Takes what is visible, in any order, as often as the mapping's concurrency allows. */
  function poll(queue: Queue): void {
    const stillUntil = simulation.downUntil('queues') ?? unreadUntil(queue);
    if (stillUntil !== undefined) {
      timeline.at(stillUntil, () => poll(queue));
      return;
    }
    while (queue.busy < queue.concurrency) {
      const batch = receive(queue);
      if (batch.length === 0) return;
      deliver(queue, batch);
    }
  }

  function receive(queue: Queue): Message[] {
    const now = timeline.now();
    const visible = [...queue.messages.values()].filter(({ visibleAt }) => visibleAt <= now);
    const batch: Message[] = [];
    for (const message of visible.length > 1 ? chance.shuffled(visible) : visible) {
      if (batch.length === queue.batchSize) break;
      message.received++;
      if (message.received > queue.maxReceives) {
        queue.messages.delete(message.id);
        queue.dead.push(message.body);
        simulation.trace(() => `${message.id} of ${queue.name} goes to the dead letters`);
        continue;
      }
      // Now and then a message is delivered again though it is hidden.
      const hiddenMs = simulation.strikes('queueTwice')
        ? simulation.lateMs(chance, 1, MINUTE_MS)
        : queue.of.timeoutMs * VISIBILITY_TIMEOUTS;
      message.visibleAt = now + hiddenMs;
      timeline.at(message.visibleAt, () => poll(queue));
      batch.push(message);
    }
    return batch;
  }

  /** SQS calls its count approximate. */
  const toldReceives = ({ received }: Message): number =>
    received > 1 && simulation.strikes('miscounted') ? received - 1 : received;

  function deliver(queue: Queue, batch: readonly Message[]): void {
    queue.busy++;
    simulation.trace(
      () => `${queue.name} delivers ${batch.map(({ id, received }) => `${id} (${received})`)}`,
    );
    const told = batch.map((message) => ({ ...message, received: toldReceives(message) }));
    lambda.invoke(queue.of, eventOf(queue.name, told), (how) => {
      queue.busy--;
      const ids = batch.map(({ id }) => id);
      for (const id of how === 'failed' ? [] : completedIds(ids, how.answer)) {
        if (!simulation.strikes('deleteLost')) queue.messages.delete(id);
      }
      poll(queue);
    });
  }

  return {
    add: (definition) =>
      void all.set(definition.name, { ...definition, messages: new Map(), dead: [], busy: 0 }),
    leave: (queue, body, edgeId) => put(named(queue), body, edgeId, 0),
    dead: (queue) => named(queue).dead,
    size: () => [...all.values()].reduce((sum, { messages }) => sum + messages.size, 0),

    send: (process, name, body, delaySeconds) =>
      processes.ask(process, {
        name: `send ${name}`,
        serve(fate, answer) {
          if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > LONGEST_DELAY_SECONDS) {
            simulation.violated('unexpected', `no queue takes a delay of ${delaySeconds} s`);
          }
          const isDropped = simulation.isDown('queues') || simulation.strikes('queueDropped');
          if (fate === 'not applied' || isDropped) return answer(noAnswer);
          put(named(name), body, undefined, delaySeconds * 1000);
          if (fate === 'sent twice') put(named(name), body, undefined, delaySeconds * 1000);
          const isLost = fate === 'reply lost' || simulation.strikes('queueReplyLost');
          answer(isLost ? noAnswer : () => undefined);
        },
      }),

    hide: (process, record, seconds) =>
      processes.ask(process, {
        name: 'hide',
        serve(fate, answer) {
          if (fate === 'not applied' || simulation.isDown('queues')) return answer(noAnswer);
          const queue = named(record.eventSourceARN.split(':').at(-1) ?? '');
          const message = queue.messages.get(record.messageId);
          if (message) {
            message.visibleAt = timeline.now() + seconds * 1000;
            timeline.at(message.visibleAt, () => poll(queue));
          }
          answer(() => undefined);
        },
      }),
  };
}

const noAnswer = (): never => {
  throw new Error('no answer of the queue');
};

function eventOf(queue: string, batch: readonly Message[]): SQSEvent {
  return { Records: batch.map((message) => recordOf(queue, message)) };
}

function recordOf(queue: string, { id, body, edgeId, received }: Message): SQSRecord {
  return {
    messageId: id,
    receiptHandle: `${id}#${received}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(received),
      SentTimestamp: '0',
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: edgeId === undefined ? {} : { edgeId: { stringValue: edgeId, dataType: 'String' } },
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:eu-central-1:000000000000:${queue}`,
    awsRegion: 'eu-central-1',
  };
}

/** What a function answers to a batch, for whoever wires one. */
export type BatchAnswer = SQSBatchResponse;
