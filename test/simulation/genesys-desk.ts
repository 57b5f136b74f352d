import type { HttpRequest } from '../../functions/adapters/http.ts';
import { answered, type Reply } from './http.ts';
import type { Simulation } from './simulation.ts';

/** A callback the platform has accepted. Instants are epoch milliseconds. */
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

/** Callbacks, their agents, and questions about them. Nothing is deduplicated. */
export interface CallDesk {
  /** Takes a callback up and gives the vendor's answer to it. */
  accept(body: string): object;
  /** Answers a question about callbacks, or takes some back. */
  serve(request: HttpRequest): Reply;
  readonly accepted: readonly Callback[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Slowest agent and slowest search that a run may have. */
const SLOWEST_AGENT_MS = 3 * HOUR_MS;
const SLOWEST_SEARCH_MS = 40 * MINUTE_MS;

/** A desk without callbacks. */
export function callDesk(
  simulation: Simulation,
  told: { accepted(callback: Callback): void; rings(callback: Callback): void },
): CallDesk {
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

  const known = (path: string): Callback | undefined =>
    accepted.find(({ id }) => path === `/api/v2/conversations/${id}`);

  function disconnect(body: string): Reply {
    const { callbackDisconnectIdentifiers: wanted } = JSON.parse(body) as {
      callbackDisconnectIdentifiers: { conversationId: string }[];
    };
    for (const callback of accepted) {
      if (!wanted.some(({ conversationId }) => conversationId === callback.id)) continue;
      timeline.at(timeline.now() + chance.pick([0, 0, chance.between(0, 20_000)]), () => {
        if (callback.rungAt === undefined) callback.endedAt ??= timeline.now();
      });
    }
    return answered(202);
  }

  return {
    accepted,
    accept(body) {
      const command = JSON.parse(body) as { callbackNumbers: string[]; data: Record<string, string> };
      const now = timeline.now();
      const callback: Callback = {
        // The platform's ids are UUIDs, and the adapter takes nothing else.
        id: `00000000-0000-4000-8000-${String(accepted.length + 1).padStart(12, '0')}`,
        phoneE164: command.callbackNumbers[0] ?? '',
        data: command.data,
        acceptedAt: now,
        foundFrom: now + searchMs(),
      };
      accepted.push(callback);
      simulation.trace(() => `the platform accepts ${callback.id} of attempt ${callback.data.attemptId}`);
      told.accepted(callback);
      timeline.at(now + agentMs(), () => ring(callback));
      return {
        conversation: { id: callback.id },
        callbackIdentifiers: [{ type: 'ACD', id: `${callback.id}-acd` }],
      };
    },
    serve({ method, path, body = '' }) {
      if (path === '/api/v2/analytics/conversations/details/query') {
        return answered(200, { conversations: search(body, accepted, timeline.now()) });
      }
      if (path === '/api/v2/conversations/callbacks/bulk/disconnect') return disconnect(body);
      const callback = method === 'GET' ? known(path) : undefined;
      return callback ? answered(200, conversation(callback)) : answered(404, { code: 'not.found' });
    },
  };
}

/** What the number narrows it down to, the newest first. */
function search(body: string, accepted: readonly Callback[], now: number): object[] {
  return accepted
    .filter(({ phoneE164, foundFrom }) => body.includes(phoneE164) && foundFrom <= now)
    .map(({ id, acceptedAt }) => ({ conversationId: id, conversationStart: instant(acceptedAt) }))
    .reverse();
}

/** A callback as `GET /api/v2/conversations/{id}` tells it. */
function conversation({ id, data, rungAt, endedAt }: Callback): object {
  const state = endedAt === undefined ? (rungAt === undefined ? 'scheduled' : 'connected') : 'disconnected';
  const agent = {
    purpose: 'agent',
    callbacks: [{ id: `${id}-agent`, state, connectedTime: instant(rungAt ?? 0) }],
  };
  return {
    id,
    ...(endedAt !== undefined && { endTime: instant(endedAt) }),
    participants: [
      { purpose: 'customer', attributes: data, callbacks: [{ id: `${id}-customer`, state }] },
      { purpose: 'acd', callbacks: [{ id: `${id}-acd`, state }] },
      ...(rungAt === undefined ? [] : [agent]),
    ],
  };
}

const instant = (at: number): string => new Date(at).toISOString();
