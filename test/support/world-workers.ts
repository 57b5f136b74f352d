import { RejectedError, TransientError } from '../../functions/errors.ts';
import { sweep as recover } from '../../functions/recovery/sweep.ts';
import type { Outcome } from '../../functions/runtime/observability.ts';
import { quarantine } from '../../functions/runtime/quarantine.ts';
import { SECOND } from './builders.ts';
import type { QueuedMessage, WorkerName } from './fake-outbox.ts';
import { type WorkerWiring, workerWiring } from './worker-wiring.ts';
import type { worldParts } from './world-parts.ts';

/** A queue hides a message this long when its worker is gone (six function time-outs). */
const VISIBILITY_MS = 180 * SECOND;
/** A message whose worker could not go on comes again after this. */
const RETRY_MS = 2 * SECOND;
/** What a sweep may take, ms. */
const SWEEP_MS = 50 * SECOND;

type Parts = ReturnType<typeof worldParts>;

/** One outcome, and the worker it came from. */
export interface SeenOutcome extends Outcome {
  readonly worker: WorkerName | 'recovery';
}

/** The workers of a world and what they left behind. */
export function worldWorkers(parts: Parts) {
  const { absence, clock, ports, queues, rules } = parts;
  /** One function for all deliveries, so that its batches meet. */
  const { dialing } = workerWiring(ports, rules);
  const outcomes: SeenOutcome[] = [];
  /** What nobody expects: neither a refusal nor a passing failure. */
  const failures: unknown[] = [];
  const dropped: Promise<unknown>[] = [];

  const seen = (worker: SeenOutcome['worker'], ended: Outcome | readonly Outcome[]): void => {
    for (const one of [ended].flat()) outcomes.push({ worker, ...one });
  };
  const again = (message: QueuedMessage, ms: number): void =>
    queues.push({ ...message, visibleAt: new Date(clock.now().getTime() + ms) });

  const unexpected = (error: unknown): void => {
    if (!(error instanceof TransientError)) failures.push(error);
  };

  /** Waits for the work, but not for a worker that is gone. */
  async function present(begin: () => Promise<void>): Promise<boolean> {
    const gone = absence.next();
    const work = begin();
    if ((await Promise.race([work, gone])) !== 'gone') return true;
    dropped.push(work.catch(unexpected));
    return false;
  }

  /** One delivery, as `sqsWorker` treats it. */
  async function deliver(message: QueuedMessage): Promise<void> {
    try {
      const worker = message.worker === 'dialing' ? dialing : workerWiring(ports, rules)[message.worker];
      const work = () => workOn(message, worker, parts).then((ended) => seen(message.worker, ended));
      if (!(await present(work))) again(message, VISIBILITY_MS);
    } catch (error) {
      if (error instanceof RejectedError) {
        await quarantine(message.text, message, error.reason, { ...ports, ledger: parts.shown });
        seen(message.worker, { outcome: 'quarantined', reason: error.reason });
        return;
      }
      unexpected(error);
      again(message, RETRY_MS);
    }
  }

  /** One sweep of recovery; one that fails as a whole is followed by the next. */
  async function sweep(): Promise<void> {
    const sweeping = async (): Promise<void> => {
      for (const result of await recover(() => SWEEP_MS, ports, rules)) {
        if ('error' in result) unexpected(result.error);
        else seen('recovery', result);
      }
    };
    await present(sweeping).catch(unexpected);
  }

  return { outcomes, failures, dropped, deliver, sweep };
}

/** Parses a message as its worker does and hands it to the real use case. */
function workOn(message: QueuedMessage, worker: WorkerWiring, { remainingMs }: Parts) {
  return worker.one(JSON.parse(message.text), {
    edgeId: message.edgeId,
    receiveCount: message.received,
    remainingMs,
    attribute: () => undefined,
  });
}
