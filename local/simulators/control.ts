import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readBody } from './call.ts';
import type { CrmSimulator } from './crm.ts';
import { Customer } from './crm-customer.ts';
import { operationProblems, parseFaults } from './faults.ts';
import type { GenesysSimulator } from './genesys.ts';
import { sendAnswer } from './sending.ts';
import { SystemName } from './system-name.ts';
import type { Answer } from './vendor.ts';

const MAX_BODY_BYTES = 1_000_000;

const SystemQuery = SystemName.optional();
const Down = z.strictObject({ system: SystemName, down: z.boolean() });

/** The simulators a control surface speaks for. */
export interface ControlledSimulators {
  readonly genesys: GenesysSimulator;
  readonly crm: CrmSimulator;
}

interface ControlRequest {
  readonly query: URLSearchParams;
  /** What the path holds beyond its route, percent-decoded. */
  readonly id: string;
  /** Parsed JSON; undefined when empty or not JSON. */
  readonly body: unknown;
}

type Handler = (simulators: ControlledSimulators, request: ControlRequest) => Answer | Promise<Answer>;

const ROUTES: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  '/__requests': { GET: listRequests, DELETE: clearRequests },
  '/__faults': { GET: listFaults, PUT: replaceFaults },
  '/__tasks': { GET: ({ crm }) => ({ status: 200, body: crm.tasks() }) },
  '/__calls': { GET: ({ genesys }) => ({ status: 200, body: genesys.conversations() }) },
  '/__customers/': { PUT: putCustomer },
  '/__down': { PUT: setDown },
};

/**
 * Gives a function that answers the simulators' control paths and tells whether the path was one of them:
 * `GET|DELETE /__requests` (`?system=`), `GET|PUT /__faults`, `GET /__tasks`, `GET /__calls`,
 * `PUT /__customers/{id}`, `PUT /__down` with `{system, down}`.
 * A bad body is 400 with `{error, problems}`, each problem naming its field.
 */
export function controlRoutes(
  simulators: ControlledSimulators,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const [path = '', search = ''] = (request.url ?? '').split('?', 2);
    const route = Object.keys(ROUTES).find((key) =>
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
  const methods = ROUTES[target.route] ?? {};
  const handler = methods[request.method ?? ''];
  const rawBody = await readBody(request, MAX_BODY_BYTES);
  if (handler === undefined) {
    const allow = Object.keys(methods).join(', ');
    return { status: 405, body: { error: `use ${allow}` }, headers: { Allow: allow } };
  }
  if (rawBody === undefined) return { status: 413, body: { error: `at most ${MAX_BODY_BYTES} bytes` } };
  return handler(simulators, { query: target.query, id: decoded(target.id), body: parsed(rawBody) });
}

function listRequests({ genesys, crm }: ControlledSimulators, { query }: ControlRequest): Answer {
  const system = SystemQuery.safeParse(query.get('system') ?? undefined);
  if (!system.success) return invalid(system.error, 'system');
  const all = [...genesys.requests(), ...crm.requests()].toSorted((a, b) => a.arrivedMs - b.arrivedMs);
  const wanted = system.data;
  return { status: 200, body: all.filter((seen) => wanted === undefined || seen.system === wanted) };
}

function clearRequests({ genesys, crm }: ControlledSimulators): Answer {
  genesys.clearRequests();
  crm.clearRequests();
  return { status: 204 };
}

function listFaults({ genesys, crm }: ControlledSimulators): Answer {
  return { status: 200, body: [...genesys.faults(), ...crm.faults()] };
}

function replaceFaults(simulators: ControlledSimulators, { body }: ControlRequest): Answer {
  const parsed = parseFaults(body);
  if (parsed.kind === 'invalid') return problemAnswer(parsed.problems);
  const all = [simulators.genesys, simulators.crm];
  const problems = all.flatMap((one) => operationProblems(parsed.rules, one.system, one.operations));
  if (problems.length > 0) return problemAnswer(problems);
  for (const simulator of all) simulator.setFaults(parsed.rules);
  return listFaults(simulators);
}

function putCustomer({ crm }: ControlledSimulators, { id, body }: ControlRequest): Answer {
  const fields = z.looseObject({ customerId: z.literal(id).optional() }).safeParse(body);
  if (!fields.success) return invalid(fields.error, 'body');
  const customer = Customer.safeParse({ ...fields.data, customerId: id });
  if (!customer.success) return invalid(customer.error, 'body');
  crm.putCustomer(customer.data);
  return { status: 200, body: customer.data };
}

async function setDown(simulators: ControlledSimulators, { body }: ControlRequest): Promise<Answer> {
  const wanted = Down.safeParse(body);
  if (!wanted.success) return invalid(wanted.error, 'body');
  const simulator = simulators[wanted.data.system];
  await (wanted.data.down ? simulator.pause() : simulator.resume());
  return { status: 200, body: wanted.data };
}

function invalid(error: z.ZodError, whole: string): Answer {
  return problemAnswer(error.issues.map((issue) => `${issue.path.join('.') || whole}: ${issue.message}`));
}

function problemAnswer(problems: readonly string[]): Answer {
  return { status: 400, body: { error: 'the request is not valid', problems } };
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
