import { Duration } from 'aws-cdk-lib';
import { type Code, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { allowReceive } from '../grants.ts';
import { alarmAbove } from './alarm.ts';
import { functionDefaults } from './function-defaults.ts';
import { deadLetterQueue, QUEUE_DEFAULTS } from './queues.ts';

/** How one queue of a worker is emptied. */
export interface LaneProps {
  /** Messages a delivery may bring, 1 to 10; up to 10,000 where a delivery may wait for them. */
  readonly batchSize: number;
  /** How long a delivery waits to be full, seconds, 1 to 300. @default it does not wait */
  readonly fillSeconds?: number;
  /** Deliveries worked on at once, 2 to 1,000: the throttle, since reserved concurrency burns receives. */
  readonly maxConcurrency: number;
  /** Largest message with its attributes, bytes; a door refuses what is larger. @default 1 MiB, the most SQS takes */
  readonly maxMessageSizeBytes?: number;
}

export interface WorkerProps<Lane extends string, Environment> {
  readonly code: Code;
  /** What the function is told; its own queues are made before it. */
  readonly environment: (queues: Readonly<Record<Lane, Queue>>) => Environment;
  readonly timeout: Duration;
  readonly logDays: number;
  /** One queue, or one for each lane. */
  readonly lanes: Readonly<Record<Lane, LaneProps>>;
  /** Deliveries before a message counts as dead. @default 20 */
  readonly maxReceiveCount?: number;
}

/** AWS asks for it, so that a batch is never delivered again while it is still worked on (Lambda guide, SQS). */
const VISIBILITY_TIMEOUTS = 6;

/** Older than this, a lane does not keep up. */
const OLDEST_MESSAGE = Duration.minutes(10);

/** A queue or lanes, their dead letters, the function that empties them, and the alarms on both. */
export class Worker<
  Lane extends string,
  Environment extends Readonly<Record<string, string>>,
> extends Construct {
  readonly function: LambdaFunction;
  readonly queues: Readonly<Record<Lane, Queue>>;

  constructor(scope: Construct, id: string, props: WorkerProps<Lane, Environment>) {
    super(scope, id);
    const lanes = Object.entries<LaneProps>(props.lanes).map(([lane, { maxMessageSizeBytes, ...rate }]) => ({
      lane,
      rate,
      queue: this.queue(lane, maxMessageSizeBytes, props),
    }));
    this.queues = Object.fromEntries(lanes.map(({ lane, queue }) => [lane, queue])) as Record<Lane, Queue>;
    this.function = new LambdaFunction(this, 'Function', {
      ...functionDefaults(this, props),
      environment: { ...props.environment(this.queues) },
    });
    allowReceive(this.function, ...lanes.map(({ queue }) => queue));
    for (const { lane, queue, rate } of lanes) {
      const { fillSeconds, ...counts } = rate;
      this.function.addEventSourceMapping(lane, {
        ...counts,
        ...(fillSeconds !== undefined && { maxBatchingWindow: Duration.seconds(fillSeconds) }),
        eventSourceArn: queue.queueArn,
        reportBatchItemFailures: true,
      });
    }
  }

  private queue(
    lane: string,
    maxMessageSizeBytes: number | undefined,
    props: WorkerProps<Lane, Environment>,
  ): Queue {
    const deadLetters = deadLetterQueue(this, `${lane}DeadLetters`);
    const queue = new Queue(this, lane, {
      ...QUEUE_DEFAULTS,
      visibilityTimeout: Duration.seconds(props.timeout.toSeconds() * VISIBILITY_TIMEOUTS),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: props.maxReceiveCount ?? 20 },
      ...(maxMessageSizeBytes !== undefined && { maxMessageSizeBytes }),
    });
    alarmAbove(this, `${lane}AgeAlarm`, {
      metric: queue.metricApproximateAgeOfOldestMessage(),
      threshold: OLDEST_MESSAGE.toSeconds(),
      runbook: 'lane-age',
    });
    return queue;
  }
}

/** The queues of all workers below a scope, by worker and lane. */
export function workerQueues(scope: Construct): readonly NamedQueue[] {
  return scope.node
    .findAll()
    .filter((found) => found instanceof Worker)
    .flatMap((worker) =>
      Object.entries(worker.queues).map(([lane, queue]): NamedQueue => [`${worker.node.id} ${lane}`, queue]),
    );
}

/** A worker's queue and what people call it, e.g. `Dialing Critical`. */
export type NamedQueue = readonly [name: string, queue: Queue];
