import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type * as z from 'zod/mini';
import { RejectedError, TransientError, UnknownOutcomeError } from '../../functions/errors.ts';
import { sqsBatch, type Worker } from '../../functions/runtime/sqs-worker.ts';
import type { Surroundings } from '../support/worker-wiring.ts';
import type { FunctionContext, SimFunction } from './functions.ts';
import type { Process } from './processes.ts';
import type { Queues } from './queues.ts';
import type { Simulation } from './simulation.ts';

type Batch = (event: SQSEvent, context: FunctionContext) => Promise<SQSBatchResponse>;

/**
 * A function that empties queues, its answers judged: they must name exactly the messages that were not worked on to
 * their end (I17), and nothing but the failures we know may end one.
 */
export function batchFunction(
  name: string,
  timeoutMs: number,
  { simulation, queues }: { simulation: Simulation; queues: Queues },
  wire: (process: Process, surroundings: Surroundings) => Batch,
): SimFunction {
  return {
    name,
    timeoutMs,
    wire(process) {
      let done = new Set<string>();
      const batch = wire(process, {
        fraction: () => process.random.fraction(),
        hide: (record, seconds) => queues.hide(process, record, seconds),
        done: (edgeId) => void done.add(edgeId),
        watch: {
          ended: (outcome) =>
            simulation.trace(() => `${process.name}: ${outcome.key} ${outcome.outcome} (${outcome.reason})`),
          failed(error) {
            simulation.trace(() => `${process.name} fails: ${String(error)}`);
            if (!isKnown(error)) simulation.violated('unexpected', `${name} failed: ${textOf(error)}`);
          },
        },
      });
      return async (event, context) => {
        done = new Set();
        const answer = await batch(event as SQSEvent, context);
        const undone = (event as SQSEvent).Records.filter(
          ({ messageId, messageAttributes }) => !done.has(messageAttributes.edgeId?.stringValue ?? messageId),
        );
        judge(simulation, name, answer, new Set(undone.map(({ messageId }) => messageId)));
        return answer;
      };
    },
  };
}

/** A worker whose messages are all our own, so that one it cannot use is a defect. */
export interface OwnWorker<Message extends z.core.$ZodType>
  extends Pick<Worker<Message>, 'name' | 'message' | 'concurrency'> {
  readonly timeoutMs: number;
}

/** The function of such a worker. `wire`: what a process does with a message. */
export function workerFunction<Message extends z.core.$ZodType>(
  { timeoutMs, ...worker }: OwnWorker<Message>,
  world: { readonly simulation: Simulation; readonly queues: Queues },
  wire: (process: Process) => Worker<Message>['work'],
): SimFunction {
  return batchFunction(worker.name, timeoutMs, world, (process, { hide, done, ...edge }) => {
    const work = wire(process);
    const whole: Worker<Message> = {
      ...worker,
      hide,
      async work(request, delivery) {
        const ended = await work(request, delivery);
        done(delivery.edgeId);
        return ended;
      },
      async quarantine(_text, _delivery, reason) {
        world.simulation.violated('unexpected', `quarantined: ${reason}`);
      },
    };
    return sqsBatch(whole, edge);
  });
}

/** Failures that say what to do next; any other is a defect. */
export const isKnown = (error: unknown): boolean =>
  error instanceof TransientError || error instanceof RejectedError || error instanceof UnknownOutcomeError;

export const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

function judge(
  simulation: Simulation,
  name: string,
  { batchItemFailures }: SQSBatchResponse,
  undone: ReadonlySet<string>,
): void {
  const told = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const isExact = told.size === undone.size && [...told].every((id) => undone.has(id));
  if (!isExact) {
    simulation.violated('I17', `${name} answered [${[...told]}] but [${[...undone]}] had not ended`);
  }
}
