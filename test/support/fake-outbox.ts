import type { Outbox } from '../../functions/ports/outbox.ts';

/** The workers on an alert's way. */
export type WorkerName = 'admission' | 'enrichment' | 'compliance' | 'dialing' | 'followUp' | 'control';

/** A message as SQS holds it. */
export interface QueuedMessage {
  readonly worker: WorkerName;
  readonly text: string;
  readonly edgeId: string;
  /** Not delivered before. */
  readonly visibleAt: Date;
  /** How often it was delivered. */
  readonly received: number;
}

/** Queues in memory, and the outbox that fills them. */
export interface FakeQueues {
  readonly outbox: Outbox;
  push(message: Pick<QueuedMessage, 'worker' | 'text' | 'visibleAt'> & Partial<QueuedMessage>): void;
  /** Takes the visible message that was left first, and counts the delivery. */
  take(): QueuedMessage | undefined;
  /** All messages, those not visible yet included. */
  all(): readonly QueuedMessage[];
  /** Messages of a worker, those not visible yet included, in the order they were left. */
  waiting(worker: WorkerName): readonly QueuedMessage[];
  /** Loses the messages of a worker. */
  lose(worker: WorkerName): void;
}

/** The longest delay SQS takes, seconds. */
const LONGEST_DELAY_SECONDS = 900;

/** Queues that deliver by the clock `now`. */
export function fakeQueues(now: () => Date): FakeQueues {
  let messages: QueuedMessage[] = [];
  let minted = 0;

  const push: FakeQueues['push'] = (given) => {
    messages.push({ edgeId: `message-${++minted}`, received: 0, ...given });
  };
  const leave = async (worker: WorkerName, message: object, delaySeconds = 0): Promise<void> => {
    if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > LONGEST_DELAY_SECONDS) {
      throw new Error(`no queue takes a delay of ${delaySeconds} s`);
    }
    const visibleAt = new Date(now().getTime() + delaySeconds * 1000);
    push({ worker, text: JSON.stringify(message), visibleAt });
  };

  return {
    push,
    take() {
      const next = messages.find(({ visibleAt }) => visibleAt <= now());
      messages = messages.filter((message) => message !== next);
      return next && { ...next, received: next.received + 1 };
    },
    all: () => messages,
    waiting: (worker) => messages.filter((message) => message.worker === worker),
    lose(worker) {
      messages = messages.filter((message) => message.worker !== worker);
    },
    outbox: {
      enrich: (request) => leave('enrichment', request),
      judge: (request) => leave('compliance', request),
      dial: (request, delaySeconds) => leave('dialing', request, delaySeconds),
      followUp: (request) => leave('followUp', request),
      control: (request) => leave('control', request),
    },
  };
}
