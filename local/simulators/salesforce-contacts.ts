import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Call } from './call.ts';
import { readContract } from './openapi.ts';
import { problemText } from './openapi-problem.ts';
import type { Route } from './openapi-route.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import type { Answer, Exchange } from './vendor.ts';

/** How the simulated org is set up. */
export interface SalesforceOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** External ids of the contacts that are there. */
  readonly contacts: readonly string[];
  /** Requests the org may make in a day, and how many it has made. @default 100,000 and none */
  readonly usage?: { readonly used: number; readonly allowed: number };
}

/** A running org, as far as contacts go. */
export interface SalesforceSimulator extends Simulator {
  /** Fields of the contact with this external id. */
  contact(externalId: string): Readonly<Record<string, unknown>> | undefined;
}

const TokenRequest = z.object({ client_id: z.string(), client_secret: z.string() });

/** Serves an org's login and REST API on a loopback port, against the contract with closed requests. */
export async function startSalesforceSimulator(options: SalesforceOptions): Promise<SalesforceSimulator> {
  const contract = readContract('salesforce');
  const contacts = new Map(options.contacts.map((id) => [id, { fields: {} as Record<string, unknown> }]));
  const { used, allowed } = options.usage ?? { used: 0, allowed: 100_000 };
  let [token, url] = ['', ''];

  function answer(route: Route, call: Call): Answer {
    const problems = contract.requestProblems(route, call);
    if (problems.length > 0) return refusal(400, 'JSON_PARSER_ERROR', problems.map(problemText).join('; '));
    if (route.operation.id === 'requestToken') return grant(call);
    if (call.headers.authorization !== `Bearer ${token}`) return errorOf(401);
    if (route.operation.id !== 'upsertContactByExternalId') return refusal(404, 'NOT_FOUND', 'not simulated');
    return upsert(route.pathValues.externalIdValue ?? '', call);
  }

  function grant({ body }: Call): Answer {
    const { client_id, client_secret } = TokenRequest.parse(body);
    if (client_id !== options.clientId || client_secret !== options.clientSecret) {
      return { status: 400, body: { error: 'invalid_client' } };
    }
    token = randomBytes(16).toString('hex');
    return { status: 200, body: { access_token: token, instance_url: url, token_type: 'Bearer' } };
  }

  function upsert(externalId: string, { query, body }: Call): Answer {
    const known = contacts.get(externalId);
    if (!known && query.updateOnly?.[0] === 'true') return refusal(404, 'NOT_FOUND', 'no such contact');
    const fields = { ...known?.fields, ...z.record(z.string(), z.unknown()).parse(body) };
    if (!known && fields.LastName === undefined) {
      return refusal(400, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [LastName]');
    }
    contacts.set(externalId, { fields });
    const id = `003${Buffer.from(externalId).toString('hex').padEnd(12, '0').slice(0, 12)}`;
    return { status: known ? 200 : 201, body: { id, success: true, errors: [], created: !known } };
  }

  const begin = (call: Call): Exchange => ({
    headers: { 'Sforce-Limit-Info': `api-usage=${used}/${allowed}` },
    answer: (route) => answer(route, call),
    error: errorOf,
    expireToken: () => {
      token = '';
    },
  });
  const operationNames = { token: 'requestToken', upsertContact: 'upsertContactByExternalId' };
  const simulator = await startSimulator({ system: 'crm', contract, operationNames, begin }, {});
  url = simulator.url;
  return { ...simulator, contact: (externalId) => contacts.get(externalId)?.fields };
}

/** Errors are lists (REST guide, errorcodes). */
const refusal = (status: number, errorCode: string, message: string): Answer => ({
  status,
  body: [{ errorCode, message }],
});

function errorOf(status: number): Answer {
  if (status === 401) return refusal(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
  return refusal(status, status >= 500 ? 'SERVER_ERROR' : 'REFUSED', 'refused');
}
