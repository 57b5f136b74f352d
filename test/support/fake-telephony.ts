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

/** What becomes of an accepted call: when an agent takes it up, and when it was taken back. */
export interface WaitingCall {
  readonly callId: string;
  readonly request: CallRequest;
  /** When it was accepted. */
  readonly at: Date;
  /** When a phone rings for it, unless it is taken back before; absent when nobody ever takes it up. */
  readonly ringsAt?: Date;
  readonly withdrawnAt?: Date;
}

/** A platform in memory: deduplicates nothing, records what left. */
export interface FakeTelephony extends Telephony {
  /** How long the calls accepted from now on wait for an agent, ms; `undefined`: for ever. At once by default. */
  agentsAnswerAfter(ms: number | undefined): void;
  /** An agent takes up this call now, whenever it would have been otherwise. */
  serve(callId: string): void;
  /** A call is found this long after it was accepted, ms. 0 by default. */
  searchLag(ms: number): void;
  /** While it cannot be asked, look-ups, withdrawals and its do-not-call list fail. */
  withoutLookUps(without: boolean): void;
  /** Every accepted call and what became of it. */
  calls(): readonly WaitingCall[];
  /** The platform's do-not-call list: numbers, and when each leaves it; `undefined` where it stays. */
  readonly doNotCall: ReadonlyMap<string, Date | undefined>;

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
  const waiting = new Map<string, WaitingCall>();
  const doNotCall = new Map<string, Date | undefined>();
  let hasToken = true;
  let hasLookUps = true;
  let answerMs: number | undefined = 0;
  let lagMs = 0;

  const record = (request: CallRequest, callId?: string): void => {
    const at = now();
    const copy = structuredClone(request);
    sent.push({ request: copy, at, ...(callId !== undefined && { callId }) });
    if (callId === undefined) return;
    const ringsAt = answerMs === undefined ? {} : { ringsAt: new Date(at.getTime() + answerMs) };
    waiting.set(callId, { callId, request: copy, at, ...ringsAt });
  };
  const mustAnswer = (): void => {
    if (!hasLookUps) throw new TransientError('platform_unavailable', 'no answer');
  };
  const standing = ({ ringsAt, withdrawnAt }: WaitingCall): 'waiting' | 'served' | 'withdrawn' => {
    if (ringsAt && ringsAt <= now() && !(withdrawnAt && withdrawnAt < ringsAt)) return 'served';
    return withdrawnAt ? 'withdrawn' : 'waiting';
  };

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
    agentsAnswerAfter(ms) {
      answerMs = ms;
    },
    serve(callId) {
      const call = waiting.get(callId);
      if (call) waiting.set(callId, { ...call, ringsAt: now() });
    },
    searchLag(ms) {
      lagMs = ms;
    },
    withoutLookUps(without) {
      hasLookUps = !without;
    },
    calls: () => [...waiting.values()],
    doNotCall,
    async mirrorSuppression({ phoneE164, listed, until }) {
      mustAnswer();
      if (listed) doNotCall.set(phoneE164, until);
      else doNotCall.delete(phoneE164);
    },
    async findCall({ attemptId, since, phoneE164 }) {
      mustAnswer();
      const found = [...waiting.values()].find(
        ({ request, at }) =>
          request.callData.attemptId === attemptId &&
          request.phoneE164 === phoneE164 &&
          at >= since &&
          at.getTime() + lagMs <= now().getTime(),
      );
      return found?.callId;
    },
    async servedAmong({ callIds }) {
      mustAnswer();
      const found = callIds.filter((callId) => {
        const call = waiting.get(callId);
        return call && call.at.getTime() + lagMs <= now().getTime() && standing(call) === 'served';
      });
      return new Set(found);
    },
    async withdraw(callId) {
      mustAnswer();
      const call = waiting.get(callId);
      if (!call) return 'served';
      const before = standing(call);
      if (before !== 'waiting') return before;
      waiting.set(callId, { ...call, withdrawnAt: now() });
      return 'withdrawn';
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
          throw new TransientError('platform_unauthorized', 'answered 401');
        case 'refuse':
          record(request);
          throw refused();
        case 'unknown':
          record(request, answer.accepted ? callId : undefined);
          throw new UnknownOutcomeError('platform_no_answer', 'no complete answer');
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
  new TransientError('platform_throttled', 'answered 429', { retryAfterMs });
const refused = (): RejectedError => new RejectedError('rejected_by_platform', 'answered 400');
