import { TransientError } from '../errors.ts';
import type { Caller } from '../messages/settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { Pace, PaceAsk } from '../ports/pace.ts';
import { type HttpAnswer, type HttpClient, retryAfterMs } from './http.ts';

/** How long a request may wait for its slot before it is put off, ms: less than any function has. */
const PATIENCE_MS = 10_000;

/** A destination that throttles without saying for how long is left alone for this time. */
const UNTOLD_PAUSE_MS = 30_000;

/**
 * They ask parts of a platform that calls have nothing to do with: such a part may break down alone, and its answer
 * tells nothing about calls. No answer at all does.
 */
const ASIDE: ReadonlySet<Caller> = new Set(['control', 'previews', 'reports', 'segments']);

/**
 * Lets every repeatable request of a caller wait for its slot and tells the budget how it ended: who throttles pauses
 * everybody, who breaks down opens the breaker. A request without a slot ends in a TransientError
 * `<destination>_<why>`.
 * A request with a last question before the socket is sent once only and passes: its use case has taken its turn
 * before it was granted, and tells the budget itself.
 */
export function paced(
  pace: Pace,
  caller: Caller,
  clock: Clock,
  patienceMs = PATIENCE_MS,
): (http: HttpClient) => HttpClient {
  const asking = { pace, caller, clock, patienceMs };
  return (http) => ({
    async send(wanted, beforeSocket) {
      if (beforeSocket) return http.send(wanted, beforeSocket);
      await slot(asking, wanted.isRetry ? 'retry' : 'first');
      const sending = http.send(wanted);
      await tell(sending, asking).catch(() => undefined);
      return sending;
    },
  });
}

interface Asking {
  readonly pace: Pace;
  readonly caller: Caller;
  readonly clock: Clock;
  readonly patienceMs: number;
}

async function slot({ pace, caller, clock, patienceMs }: Asking, kind: PaceAsk['kind']): Promise<void> {
  const latest = new Date(clock.now().getTime() + patienceMs);
  const paced = await pace.take({ caller, kind, mayProbe: !ASIDE.has(caller) }, latest);
  if (paced.kind === 'slot') return;
  const { destination } = pace;
  throw new TransientError(`${destination}_${paced.reason}`, `${destination}: no request may leave now`, {
    retryAfterMs: Math.max(0, paced.until.getTime() - clock.now().getTime()),
  });
}

async function tell(sending: Promise<HttpAnswer>, { pace, caller, clock }: Asking): Promise<void> {
  const answer = await sending.catch(() => undefined);
  const now = clock.now();
  if (answer?.status === 429) {
    const pauseMs = retryAfterMs(answer.headers['retry-after'], now) ?? UNTOLD_PAUSE_MS;
    await pace.hold(new Date(now.getTime() + pauseMs));
  }
  const brokeDown = answer === undefined || answer.status >= 500 || answer.status === 408;
  const failed = ASIDE.has(caller) ? answer === undefined : brokeDown;
  await pace.ended(failed ? 'failed' : 'answered');
}
