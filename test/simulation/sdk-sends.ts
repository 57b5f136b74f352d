import { ConditionalCheckFailedException, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { AWS_CLIENT } from '../../functions/adapters/aws-client.ts';
import type { DynamoTable } from '../../functions/adapters/dynamo-table.ts';
import type { Fate, Simulation } from './simulation.ts';

type Operation = keyof DynamoTable;
type Input<O extends Operation> = Parameters<DynamoTable[O]>[0];
type Output<O extends Operation> = Awaited<ReturnType<DynamoTable[O]>>;

/** Does what a request asks, at once. */
export type Evaluate = <O extends Operation>(operation: O, input: Input<O>) => Output<O>;

/** Tells when rows change. */
export interface RowChanges {
  /** Hears of the row of a request, once, when it has changed so many times more. */
  after(inputs: readonly object[], times: number, hear: () => void): void;
}

/** Sends requests that leave together as the SDK would each, and answers once. */
export type Send = <O extends Operation>(
  operation: O,
  inputs: readonly Input<O>[],
  fate: Fate | undefined,
  answer: (result: () => readonly Output<O>[]) => void,
) => void;

const { maxAttempts: MOST_SENDS, requestHandler } = AWS_CLIENT;
const LATEST_MS = 12 * 60_000;

/** A late write of a plan, ms. */
const PLANNED_LATE_MS = 60_000;

/** After so many changes of its row a late write finds most. */
const CHANGES = [1, 1, 2, 2, 3, 4] as const;

/** Fates after which a plan wants the client to have failed. */
const FINAL: ReadonlySet<Fate | undefined> = new Set<Fate>(['not applied', 'reply lost', 'applied late']);

/** The SDK's tries over a network that loses, and a service that throttles. */
export function sender(simulation: Simulation, evaluate: Evaluate, changes: RowChanges): Send {
  const { timeline } = simulation;
  const chance = simulation.chance('sends');

  function lossOf(operation: Operation, nth: number): Fate | 'throttled' | undefined {
    if (nth === 1 && simulation.strikes('tableEcho')) return 'reply lost';
    if (simulation.strikes('tableThrottled')) return 'throttled';
    if (simulation.strikes('tableDropped')) return 'not applied';
    if (simulation.strikes('tableReplyLost')) return 'reply lost';
    const isWrite = operation === 'putItem' || operation === 'updateItem';
    if (isWrite && nth === 1 && simulation.strikes('firstLate')) return 'applied late';
    return isWrite && simulation.strikes('tableLate') ? 'applied late' : undefined;
  }

  /** Late by a while, or, worse, just after the row has changed again. */
  function late(inputs: readonly object[], apply: () => void, isPlanned: boolean): void {
    let isDone = false;
    const once = (): void => {
      if (!isDone) apply();
      isDone = true;
    };
    if (isPlanned) timeline.at(timeline.now() + PLANNED_LATE_MS, once);
    else if (chance.happens(0.5)) {
      timeline.at(timeline.now() + simulation.lateMs(chance, 100, LATEST_MS), once);
    } else {
      const soonMs = chance.magnitude(1, 500);
      changes.after(inputs, chance.pick(CHANGES), () => timeline.at(timeline.now() + soonMs, once));
      timeline.at(timeline.now() + LATEST_MS, once);
    }
  }

  return function send(operation, inputs, wanted, answer) {
    const apply = (nth: number) => outcomeOf(() => inputs.map((input) => evaluate(operation, input)), nth);

    function tryOnce(nth: number, fate: Fate | undefined): void {
      const fails = (error: () => Error, afterMs: number): void =>
        timeline.at(timeline.now() + afterMs, () => {
          if (nth < MOST_SENDS && !FINAL.has(fate)) tryOnce(nth + 1, undefined);
          else answer(() => raise(error()));
        });
      switch (simulation.isDown('table') ? 'down' : (planned(fate) ?? lossOf(operation, nth))) {
        case 'down':
          fails(serverError, chance.between(1, 50));
          break;
        case 'throttled':
          fails(throttled, chance.between(25, 100));
          break;
        case 'not applied':
          fails(timedOut, requestHandler.requestTimeout);
          break;
        case 'reply lost':
        case 'sent twice':
          apply(nth);
          fails(timedOut, requestHandler.requestTimeout);
          break;
        case 'floats':
          late(inputs, () => void apply(nth), false);
          break;
        case 'applied late': {
          late(inputs, () => void apply(nth), fate !== undefined);
          fails(timedOut, requestHandler.requestTimeout);
          break;
        }
        default:
          answer(apply(nth));
      }
    }

    tryOnce(1, wanted);
  };
}

/** What a plan wants of the request itself; the worker's own end is not for the network to bring about. */
const planned = (fate: Fate | undefined): Fate | undefined => (fate === 'gone after' ? undefined : fate);

/** Does it now, and gives what to tell the client later. A refusal says how often the request was sent. */
function outcomeOf<T>(apply: () => T, nth: number): () => T {
  try {
    const value = apply();
    return () => value;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return () =>
      raise(
        new ConditionalCheckFailedException({
          message: error.message,
          $metadata: { ...error.$metadata, attempts: nth },
          ...(error.Item && { Item: error.Item }),
        }),
      );
  }
}

function raise(error: Error): never {
  throw error;
}

const timedOut = (): Error => Object.assign(new Error('the request timed out'), { name: 'TimeoutError' });

const throttled = (): Error => refusalOf('ProvisionedThroughputExceededException', 400, 'client');
const serverError = (): Error => refusalOf('InternalServerError', 500, 'server');

function refusalOf(name: string, httpStatusCode: number, $fault: 'client' | 'server'): Error {
  return new DynamoDBServiceException({
    name,
    $fault,
    message: name,
    $metadata: { httpStatusCode, attempts: MOST_SENDS },
  });
}
