import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { RejectedError, TransientError } from '../errors.ts';
import { eachWithin } from './batch.ts';
import { malformedReason } from './malformed.ts';
import { type Observer, type Outcome, observer } from './observability.ts';
import { tellableId } from './redaction.ts';
import { fullJitterMs } from './retry.ts';
import { strictJson } from './strict-json.ts';

/** What the queue says about a message. */
export interface Delivery {
  /** Minted at the edge and kept over redeliveries and redrives; the queue's own id where there was no edge id. */
  readonly edgeId: string;
  /** 1 on the first delivery. */
  readonly receiveCount: number;
  /** Until the function is cut off, ms. */
  remainingMs(): number;
  /** A message attribute the door set; `undefined` when it set none of this name. */
  attribute(name: string): string | undefined;
}

/** A worker: what it takes and what it does. */
export interface Worker<S extends z.core.$ZodType> {
  readonly name: string;
  readonly message: S;
  /** Lets a message through before it is parsed. @throws {RejectedError} it is not let through */
  verify?(text: string, delivery: Delivery): Promise<void>;
  /** Ends in one outcome a message, or one an element where a message carries several. */
  work(message: z.output<S>, delivery: Delivery): Promise<Outcome | readonly Outcome[]>;
  /** Keeps a message that can never be worked on. */
  quarantine(text: string, delivery: Delivery, reason: string): Promise<void>;
  /** Hides a message for some seconds before the queue delivers it again. */
  hide(record: SQSRecord, seconds: number): Promise<void>;
  /** Messages of a batch worked on at once. */
  readonly concurrency: number;
  /**
   * Longest wait of a message after a transient failure, ms: what nobody else sends again must outlast an outage.
   * @default a minute
   */
  readonly longestWaitMs?: number;
}

/** Longest wait of a message that the ledger does not know yet. */
const LONGEST_WAIT_MS = 60_000;

/** How a batch tells what became of it, and where its jitter comes from. */
export interface BatchEdge {
  readonly watch: Pick<Observer, 'ended' | 'failed'>;
  /** Random in [0, 1). */
  fraction(): number;
}

/** What a batch needs of the invocation it runs in. */
export type Invocation = Pick<Context, 'getRemainingTimeInMillis'>;

/**
 * The work of a batch: parse, work, one outcome each, partial batch failures. A rejected or unreadable message is
 * quarantined and acknowledged; a transient failure waits with full jitter and comes again; anything else comes again
 * until the dead letters take it.
 */
export function sqsBatch<S extends z.core.$ZodType>(worker: Worker<S>, { watch, fraction }: BatchEdge) {
  async function one(record: SQSRecord, invocation: Invocation): Promise<string | undefined> {
    const startedAt = performance.now();
    const delivery = deliveryOf(record, invocation);
    const seen = () => ({
      edgeId: delivery.edgeId,
      receiveCount: delivery.receiveCount,
      durationMs: Math.round(performance.now() - startedAt),
    });
    try {
      const outcomes = await workOrQuarantine(worker, record.body, delivery);
      for (const outcome of outcomes) watch.ended(outcome, seen());
      return undefined;
    } catch (error) {
      watch.failed(error, seen());
      if (error instanceof TransientError)
        await hideQuietly(worker, record, waitMs(worker, delivery, fraction()));
      return record.messageId;
    }
  }

  return async (event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> => {
    const failed = await eachWithin(worker.concurrency, event.Records, (record) => one(record, invocation));
    return {
      batchItemFailures: failed
        .filter((messageId) => messageId !== undefined)
        .map((itemIdentifier) => ({ itemIdentifier })),
    };
  };
}

/** The edge of every queue worker: `sqsBatch` as a Lambda handler that logs and counts. */
export function sqsWorker<S extends z.core.$ZodType>(worker: Worker<S>) {
  const watch = observer(worker.name);
  return middy<SQSEvent, SQSBatchResponse>({ timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(watch.logger))
    .handler(sqsBatch(worker, { watch, fraction: () => Math.random() }));
}

async function workOrQuarantine<S extends z.core.$ZodType>(
  worker: Worker<S>,
  text: string,
  delivery: Delivery,
): Promise<readonly Outcome[]> {
  try {
    await worker.verify?.(text, delivery);
    const outcome = await worker.work(parsed(worker.message, text), delivery);
    return Array.isArray(outcome) ? outcome : [outcome as Outcome];
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    await worker.quarantine(text, delivery, error.reason);
    return [{ outcome: 'quarantined', reason: error.reason }];
  }
}

function parsed<S extends z.core.$ZodType>(schema: S, text: string): z.output<S> {
  const result = z.safeParse(schema, strictJson(text));
  if (result.success) return result.data;
  throw new RejectedError(malformedReason(result.error), 'the message is not as agreed');
}

function deliveryOf(record: SQSRecord, invocation: Invocation): Delivery {
  const edgeId = record.messageAttributes.edgeId?.stringValue ?? record.messageId;
  return {
    // It becomes part of keys and object names, which must not hold whatever a stranger wrote into an attribute.
    edgeId: tellableId(edgeId) === edgeId ? edgeId : record.messageId,
    receiveCount: Number(record.attributes.ApproximateReceiveCount),
    remainingMs: () => invocation.getRemainingTimeInMillis(),
    attribute: (name) => record.messageAttributes[name]?.stringValue,
  };
}

/** How long a message hides before it comes again, ms: full jitter that grows with its deliveries. */
const waitMs = (
  { longestWaitMs = LONGEST_WAIT_MS }: Pick<Worker<z.core.$ZodType>, 'longestWaitMs'>,
  { receiveCount }: Delivery,
  fraction: number,
): number => fullJitterMs(receiveCount, 2000, longestWaitMs, fraction);

/** A message whose wait could not be set comes again at the queue's own visibility time-out. */
async function hideQuietly(
  worker: Pick<Worker<z.core.$ZodType>, 'hide'>,
  record: SQSRecord,
  forMs: number,
): Promise<void> {
  await worker.hide(record, Math.max(1, Math.ceil(forMs / 1000))).catch(() => undefined);
}
