import type { HttpClient, HttpRequest } from '../../functions/adapters/http.ts';
import type { Telephony } from '../../functions/ports/telephony.ts';
import { failure, outage, PLANNED, type PlannedAnswer } from './call-answers.ts';
import type { Callback, CallDesk } from './callbacks.ts';
import type { Chance } from './chance.ts';
import { answered, type Host, type Reply } from './http.ts';
import type { Process } from './processes.ts';
import type { Simulation } from './simulation.ts';
import type { secretOf } from './vault.ts';

/** What an adapter is made of, in one process. */
export interface PlatformLines {
  readonly api: HttpClient;
  readonly login: HttpClient;
  readonly process: Process;
  /** A secret of this process. */
  readonly around: Parameters<typeof secretOf>[0];
  readonly requestMs: number;
}

/** How one vendor says what all platforms say. */
export interface PlatformFace {
  readonly name: string;
  readonly desk: CallDesk;
  /** The product's adapter, as one cold start makes it. */
  telephony(lines: PlatformLines): Telephony;
  /** Whether it is the one request that must never be sent twice. */
  isCall(request: HttpRequest): boolean;
  /** Whose phone a request for a call is about, E.164. */
  phoneIn(request: HttpRequest): string;
  /** What the login host answers; `issue` makes a token valid. */
  signIn(request: HttpRequest, issue: () => { readonly token: string; readonly seconds: number }): Reply;
  throttled(chance: Chance, now: number, someSeconds: () => number): Reply;
  refused(chance: Chance): Reply;
  /** Success by its status, but no id in the body. */
  withoutId(chance: Chance): Reply;
  placed(chance: Chance, created: object, afterMs: number): Reply;
  /** A planned answer as this vendor gives it. */
  asGiven(reply: Reply): Reply;
}

/** A platform as far as Trunkline speaks with it, with everything it may answer. */
export interface PlatformHost {
  readonly face: PlatformFace;
  readonly api: Host;
  readonly login: Host;
  /** Everything that was accepted, in order. */
  readonly accepted: readonly Callback[];
}

/** What the platform may accept up to so long after a request, ms. */
const LATEST_ACCEPTANCE_MS = 4 * 60_000;

/** The longest a platform that is too busy reasonably asks for, ms. */
const LONGEST_PATIENCE_MS = 90 * 60_000;

/** A platform that accepts calls. The first answers may be planned. */
export function platformHost(
  simulation: Simulation,
  face: PlatformFace,
  planned: readonly PlannedAnswer[] = [],
): PlatformHost {
  const { timeline } = simulation;
  const { desk } = face;
  const chance = simulation.chance(face.name);
  const tokens = new Map<string, number>();
  const left = [...planned];

  function issue() {
    const token = chance.id();
    const seconds = chance.pick([600, 3600, 86_400]);
    tokens.set(token, timeline.now() + seconds * 1000);
    return { token, seconds };
  }

  function isAuthorized({ headers }: HttpRequest): boolean {
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    if (simulation.strikes('revoked')) tokens.delete(token);
    return (tokens.get(token) ?? 0) > timeline.now();
  }

  const someSeconds = (): number => Math.ceil(simulation.lateMs(chance, 1000, LONGEST_PATIENCE_MS) / 1000);

  /** The one request that must never be sent twice. */
  function place(request: HttpRequest): Reply {
    const plannedAnswer = left.shift();
    if (plannedAnswer) {
      const later = (event: () => void) => timeline.at(timeline.now() + LATEST_ACCEPTANCE_MS, event);
      return face.asGiven(PLANNED[plannedAnswer](() => desk.accept(request), timeline.now(), later));
    }
    if (simulation.strikes('unreachable')) return { kind: 'unreachable' };
    if (simulation.strikes('throttled')) return face.throttled(chance, timeline.now(), someSeconds);
    if (simulation.strikes('refused')) return face.refused(chance);
    if (simulation.strikes('failedBefore')) return failure(chance);
    if (simulation.strikes('acceptedLate')) {
      const lateMs = chance.pick([1, chance.fraction()]) * LATEST_ACCEPTANCE_MS;
      timeline.at(timeline.now() + lateMs, () => void desk.accept(request));
      return { kind: 'silence' };
    }
    const created = desk.accept(request);
    if (simulation.strikes('failedAfter')) {
      return chance.happens(0.3) ? face.withoutId(chance) : failure(chance);
    }
    const isSlow = simulation.strikes('slow') && chance.happens(0.2);
    return face.placed(chance, created, isSlow ? chance.between(1000, 15_000) : chance.between(20, 400));
  }

  return {
    face,
    accepted: desk.accepted,
    login(request) {
      if (simulation.isDown('platform')) return outage(chance);
      if (simulation.strikes('unreachable')) return { kind: 'unreachable' };
      if (simulation.strikes('failedBefore')) return answered(503);
      return face.signIn(request, issue);
    },
    api(request) {
      if (simulation.isDown('platform')) return outage(chance);
      if (!isAuthorized(request)) return answered(401, { code: 'bad.credentials' });
      if (face.isCall(request)) return place(request);
      if (simulation.strikes('unreachable')) return { kind: 'unreachable' };
      if (simulation.strikes('throttled')) return face.asGiven(answered(429, '', { 'retry-after': '5' }));
      if (simulation.strikes('failedBefore')) return failure(chance);
      const done = desk.serve(request);
      return simulation.strikes('failedAfter') ? failure(chance) : done;
    },
  };
}
