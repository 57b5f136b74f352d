import { type Callback, type CallDesk, callbacks, instant, type Told } from './callbacks.ts';
import { answered, type Reply } from './http.ts';
import type { Simulation } from './simulation.ts';

/** Callbacks as Genesys Cloud speaks of them. */
export function genesysDesk(simulation: Simulation, told: Told): CallDesk {
  const desk = callbacks(simulation, told);
  const { accepted } = desk;

  const known = (path: string): Callback | undefined =>
    accepted.find(({ id }) => path === `/api/v2/conversations/${id}`);

  function disconnect(body: string): Reply {
    const { callbackDisconnectIdentifiers: wanted } = JSON.parse(body) as {
      callbackDisconnectIdentifiers: { conversationId: string }[];
    };
    for (const callback of accepted) {
      if (wanted.some(({ conversationId }) => conversationId === callback.id)) desk.takeBack(callback);
    }
    return answered(202);
  }

  return {
    accepted,
    accept({ body = '' }) {
      const command = JSON.parse(body) as { callbackNumbers: string[]; data: Record<string, string> };
      const call = { phoneE164: command.callbackNumbers[0] ?? '', data: command.data };
      // The platform's ids are UUIDs, and the adapter takes nothing else.
      const { id } = desk.take(call, (nth) => `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`);
      return { conversation: { id }, callbackIdentifiers: [{ type: 'ACD', id: `${id}-acd` }] };
    },
    serve({ method, path, body = '' }) {
      if (path === '/api/v2/analytics/conversations/details/query') {
        return answered(200, { conversations: search(body, accepted, simulation.timeline.now()) });
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
