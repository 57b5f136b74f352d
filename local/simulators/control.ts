import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './call.ts';
import { CONTROL_ROUTES, type ControlledSimulators } from './control-handlers.ts';
import { sendAnswer } from './sending.ts';
import type { Answer } from './vendor.ts';

const MAX_BODY_BYTES = 1_000_000;

/**
 * Gives a function that answers the simulators' control paths and tells whether the path was one of them:
 * `GET|DELETE /__requests` (`?system=`), `GET|PUT /__faults`, `GET /__tasks`, `GET /__calls`, `GET /__do-not-call`,
 * `PUT /__calls/{conversationId}` with `{state: "served"}`, `PUT /__search-lag` with `{seconds}`,
 * `GET|PUT /__customers/{id}`, `PUT /__agents/{queueId}` with `{interacting, idle, ...}`, `PUT /__down` with
 * `{system, down}`, `GET /__tickets`, `PUT /__tickets/{id}` with `{open}`, `GET /__contacts` of contact lists,
 * `PUT /__campaigns/{id}` with what a campaign did, `PUT /__trunks/{id}` with how a trunk is, `PUT /__organization`
 * with what is set up wrongly, `PUT /__credentials` with `{system, credentials}` that are taken from now on.
 * A bad body is 400 with `{error, problems}`, each problem naming its field.
 */
export function controlRoutes(
  simulators: ControlledSimulators,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const [path = '', search = ''] = (request.url ?? '').split('?', 2);
    const route = Object.keys(CONTROL_ROUTES).find((key) =>
      key.endsWith('/') ? path.startsWith(key) : path === key,
    );
    if (route === undefined) return false;
    const id = path.slice(route.length);
    answerOf(simulators, request, { route, id, query: new URLSearchParams(search) })
      .then((answer) => sendAnswer(response, answer))
      .catch((error: unknown) => {
        if (request.complete) console.error(error);
        response.destroy();
      });
    return true;
  };
}

async function answerOf(
  simulators: ControlledSimulators,
  request: IncomingMessage,
  target: { readonly route: string; readonly id: string; readonly query: URLSearchParams },
): Promise<Answer> {
  const methods = CONTROL_ROUTES[target.route] ?? {};
  const handler = methods[request.method ?? ''];
  const rawBody = await readBody(request, MAX_BODY_BYTES);
  if (handler === undefined) {
    const allow = Object.keys(methods).join(', ');
    return { status: 405, body: { error: `use ${allow}` }, headers: { Allow: allow } };
  }
  if (rawBody === undefined) return { status: 413, body: { error: `at most ${MAX_BODY_BYTES} bytes` } };
  return handler(simulators, { query: target.query, id: decoded(target.id), body: parsed(rawBody) });
}

function parsed(rawBody: string): unknown {
  try {
    return JSON.parse(rawBody);
  } catch {
    return undefined;
  }
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
