import { RejectedError, TransientError, UnknownOutcomeError } from '../../functions/errors.ts';
import type { CallRequest, Telephony } from '../../functions/ports/telephony.ts';

/** What becomes of one request. `unknown`: no readable answer; `hang`: no answer at all until `settle`. */
export type CallAnswer =
  | { readonly kind: 'accept' }
  | { readonly kind: 'throttled'; readonly retryAfterMs?: number }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'unknown'; readonly accepted: boolean }
  | { readonly kind: 'hang'; readonly accepted: boolean };

/** A request that left, and the id under which the platform accepted it, if it did. */
export interface SentCall {
  readonly request: CallRequest;
  readonly at: Date;
  readonly callId?: string;
}

/** A request without an answer; `finish` answers it late, as its connection would. */
export interface HangingCall {
  readonly callId: string;
  finish(answer: 'accepted' | 'throttled' | 'refused'): void;
}

/** A platform in memory: deduplicates nothing, records what left. */
export interface FakeTelephony extends Telephony {
  /** The answers to the next requests, in order; after them every request is accepted. */
  answer(...answers: readonly CallAnswer[]): void;
  /** While it has no token, `prepare` fails. */
  withoutToken(without: boolean): void;
  readonly sent: readonly SentCall[];
  /** Those that may ring a phone. */
  accepted(): readonly SentCall[];
  readonly hanging: readonly HangingCall[];
}

/** A platform whose clock is `now`. `onHang` hears of every request that gets no answer. */
export function fakeTelephony(now: () => Date, onHang: () => void = () => undefined): FakeTelephony {
  const sent: SentCall[] = [];
  const hanging: HangingCall[] = [];
  const planned: CallAnswer[] = [];
  let hasToken = true;

  const record = (request: CallRequest, callId?: string): void =>
    void sent.push({ request: structuredClone(request), at: now(), ...(callId !== undefined && { callId }) });

  function hang(callId: string): Promise<string> {
    const late = Promise.withResolvers<string>();
    const finish: HangingCall['finish'] = (answer) => {
      if (answer === 'accepted') late.resolve(callId);
      else late.reject(answer === 'throttled' ? throttled() : refused());
    };
    hanging.push({ callId, finish });
    onHang();
    return late.promise;
  }

  return {
    sent,
    hanging,
    answer: (...answers) => void planned.push(...answers),
    accepted: () => sent.filter(({ callId }) => callId !== undefined),
    withoutToken(without) {
      hasToken = !without;
    },
    async prepare() {
      if (!hasToken) throw new TransientError('token_unavailable', 'no token');
    },
    async placeCall(request, mayStillSend) {
      if (!mayStillSend()) throw new TransientError('not_sent', 'no longer allowed to send');
      const answer = planned.shift() ?? { kind: 'accept' };
      const callId = `call-${sent.length + 1}`;
      switch (answer.kind) {
        case 'accept':
          record(request, callId);
          return callId;
        case 'unreachable':
          throw new TransientError('not_sent', 'the connection was not established');
        case 'throttled':
          record(request);
          throw throttled(answer.retryAfterMs);
        case 'unauthorized':
          record(request);
          throw new TransientError('genesys_unauthorized', 'answered 401');
        case 'refuse':
          record(request);
          throw refused();
        case 'unknown':
          record(request, answer.accepted ? callId : undefined);
          throw new UnknownOutcomeError('genesys_no_answer', 'no complete answer');
        case 'hang':
          record(request, answer.accepted ? callId : undefined);
          return hang(callId);
        default:
          return answer satisfies never;
      }
    },
  };
}

const throttled = (retryAfterMs?: number): TransientError =>
  new TransientError('genesys_throttled', 'answered 429', { retryAfterMs });
const refused = (): RejectedError => new RejectedError('rejected_by_platform', 'answered 400');
