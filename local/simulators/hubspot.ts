import { z } from 'zod';
import type { Call } from './call.ts';
import { readContract } from './openapi.ts';
import { problemText } from './openapi-problem.ts';
import type { Route } from './openapi-route.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import type { Answer, Exchange } from './vendor.ts';

const Properties = z.record(z.string(), z.string());
const Update = z.object({ properties: Properties });
const Batch = z.object({ inputs: z.array(z.object({ id: z.string(), properties: Properties })) });

/** A running portal, as far as contacts go. */
export interface HubspotSimulator extends Simulator {
  /** Properties of the contact with this id of ours. */
  contact(id: string): Readonly<Record<string, string>> | undefined;
}

/** Serves a portal that knows these contacts on a loopback port, against the contract with closed requests. */
export async function startHubspotSimulator(options: {
  readonly token: string;
  readonly contacts: readonly string[];
}): Promise<HubspotSimulator> {
  const contract = readContract('hubspot');
  const contacts = new Map<string, Record<string, string>>(options.contacts.map((id) => [id, {}]));

  function answer(route: Route, call: Call): Answer {
    if (call.headers.authorization !== `Bearer ${options.token}`) return errorOf(401);
    const problems = contract.requestProblems(route, call);
    if (problems.length > 0) return errorOf(400, problems.map(problemText).join('; '));
    if (route.operation.id === 'updateContacts') return updateAll(call);
    return route.operation.id === 'updateContact'
      ? update(decodeURIComponent(route.pathValues.contactId ?? ''), call)
      : upsert(call);
  }

  function updateAll({ body }: Call): Answer {
    const { inputs } = Batch.parse(body);
    const known = inputs.filter(({ id }) => contacts.has(id));
    const results = known.map(({ id, properties }) => {
      contacts.set(id, { ...contacts.get(id), ...properties });
      return { id: `h-${id}`, properties };
    });
    const numErrors = inputs.length - known.length;
    if (numErrors === 0) return { status: 200, body: { status: 'COMPLETE', results } };
    const errors = [{ status: 'error', category: 'OBJECT_NOT_FOUND', message: 'not found' }];
    return { status: 207, body: { status: 'COMPLETE', results, numErrors, errors } };
  }

  function update(id: string, { body }: Call): Answer {
    const known = contacts.get(id);
    if (!known) return errorOf(404);
    const properties = { ...known, ...Update.parse(body).properties };
    contacts.set(id, properties);
    return { status: 200, body: { id: `h-${id}`, properties } };
  }

  function upsert({ body }: Call): Answer {
    const results = Batch.parse(body).inputs.map(({ id, properties }) => {
      const known = contacts.get(id);
      contacts.set(id, { ...known, ...properties });
      return { id: `h-${id}`, new: known === undefined, properties };
    });
    return { status: 200, body: { status: 'COMPLETE', results } };
  }

  const begin = (call: Call): Exchange => ({
    headers: {},
    answer: (route) => answer(route, call),
    error: errorOf,
    expireToken: () => {},
  });
  const simulator = await startSimulator({ system: 'crm', contract, operationNames: {}, begin }, {});
  return { ...simulator, contact: (id) => contacts.get(id) };
}

const errorOf = (status: number, message = 'refused'): Answer => ({
  status,
  body: { category: 'ERROR', message },
});
