import type { HttpRequest } from '../../functions/adapters/http.ts';
import type { Reply } from './http.ts';
import type { Simulation } from './simulation.ts';

/** A call that the platform has accepted and that waits for an agent. Instants are epoch milliseconds. */
export interface Callback {
  readonly id: string;
  readonly phoneE164: string;
  /** What the agent is shown: our call data. */
  readonly data: Readonly<Record<string, string>>;
  readonly acceptedAt: number;
  /** A search finds it from then on. */
  readonly foundFrom: number;
  rungAt?: number;
  /** Taken back before anybody's phone rang. */
  endedAt?: number;
}

/** Who hears of calls. */
export interface Told {
  accepted(callback: Callback): void;
  rings(callback: Callback): void;
}

/** Calls and their agents, as one vendor speaks of them. Nothing is deduplicated. */
export interface CallDesk {
  /** Takes a call up and gives the vendor's answer to it. */
  accept(request: HttpRequest): object;
  /** Answers a question about calls, or takes some back. */
  serve(request: HttpRequest): Reply;
  readonly accepted: readonly Callback[];
}

/** Calls that wait for agents, whoever the vendor is. */
export interface Callbacks {
  /** Takes one up. `idOf`: the vendor's id of the nth, from 1. */
  take(call: Pick<Callback, 'phoneE164' | 'data'>, idOf: (nth: number) => string): Callback;
  /** Ends one at once or soon, unless somebody's phone has rung by then. */
  takeBack(callback: Callback): void;
  readonly accepted: readonly Callback[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Slowest agent and slowest search that a run may have. */
const SLOWEST_AGENT_MS = 3 * HOUR_MS;
const SLOWEST_SEARCH_MS = 40 * MINUTE_MS;

/** No calls yet. */
export function callbacks(simulation: Simulation, told: Told): Callbacks {
  const { timeline } = simulation;
  const chance = simulation.chance('desk');
  const accepted: Callback[] = [];

  function ring(callback: Callback): void {
    if (callback.endedAt !== undefined) return;
    callback.rungAt = timeline.now();
    simulation.trace(() => `the phone rings for ${callback.id}`);
    told.rings(callback);
  }

  /** An agent takes it up sooner or later; nobody knows when. */
  const agentMs = (): number =>
    simulation.strikes('agentsSlow')
      ? simulation.lateMs(chance, 0, SLOWEST_AGENT_MS, chance.between(0, SLOWEST_AGENT_MS))
      : chance.between(0, MINUTE_MS);
  const searchMs = (): number =>
    simulation.strikes('searchLate')
      ? chance.between(0, SLOWEST_SEARCH_MS)
      : chance.between(0, 2 * MINUTE_MS);

  return {
    accepted,
    take({ phoneE164, data }, idOf) {
      const now = timeline.now();
      const id = idOf(accepted.length + 1);
      const callback: Callback = { id, phoneE164, data, acceptedAt: now, foundFrom: now + searchMs() };
      accepted.push(callback);
      simulation.trace(() => `the platform accepts ${callback.id} of attempt ${callback.data.attemptId}`);
      told.accepted(callback);
      timeline.at(now + agentMs(), () => ring(callback));
      return callback;
    },
    takeBack(callback) {
      timeline.at(timeline.now() + chance.pick([0, 0, chance.between(0, 20_000)]), () => {
        if (callback.rungAt === undefined) callback.endedAt ??= timeline.now();
      });
    },
  };
}

/** An instant as vendors write it. */
export const instant = (at: number): string => new Date(at).toISOString();
