import { z } from 'zod';
import type { Call } from './call.ts';
import { type DeskTokens, deskTokens, type SimulatedTicket } from './desk-tokens.ts';
import { oauthError } from './genesys-tokens.ts';
import { type Contract, readContract } from './openapi.ts';
import { problemText } from './openapi-problem.ts';
import type { Route } from './openapi-route.ts';
import { type CaseStore, caseStore } from './salesforce-store.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import type { Answer, Exchange } from './vendor.ts';

/** How the simulated org is set up. */
export interface SalesforceOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The unique external id of cases. */
  readonly externalIdField: string;
  /** Requests of a day before the org refuses. @default 100,000 */
  readonly requestsPerDay?: number;
  /** @default 0, a free port */
  readonly port?: number;
  /** @default the system clock */
  readonly now?: () => Date;
}

/** A running org. */
export interface SalesforceSimulator extends Simulator {
  /** Every case so far, in order. */
  tickets(): readonly SimulatedTicket[];
  /** People close a case, or open it again. @throws Error there is no such case */
  setOpen(id: string, open: boolean): void;
}

interface Org {
  readonly contract: Contract;
  readonly tokens: DeskTokens;
  readonly cases: CaseStore;
  readonly options: SalesforceOptions;
  /** Requests so far; the rolling day never ends here. */
  used: number;
  url: string;
}

const OPERATION_NAMES = { token: 'requestToken', upsertCase: 'upsertCaseByExternalId' };
const DEFAULT_ALLOCATION = 100_000;

const Body = z.record(z.string(), z.unknown());
const Comment = z.object({ ParentId: z.string(), CommentBody: z.string() });

/**
 * Serves the case part of a Salesforce org against its contract: the token, cases by external id and id, their
 * comments, and the queries the product sends. Any other operation answers 500 naming it.
 * @throws Error when the port is taken
 */
export async function startSalesforceSimulator(options: SalesforceOptions): Promise<SalesforceSimulator> {
  const org: Org = {
    contract: readContract('salesforce'),
    tokens: deskTokens(options),
    cases: caseStore(options.externalIdField),
    options,
    used: 0,
    url: '',
  };
  const vendor = {
    system: 'salesforce',
    contract: org.contract,
    operationNames: OPERATION_NAMES,
    begin: (call: Call) => exchangeOf(org, call),
  } as const;
  const simulator = await startSimulator(vendor, options);
  org.url = simulator.url;
  return {
    ...simulator,
    tickets: org.cases.tickets,
    setOpen(id, open) {
      if (!org.cases.update(id, { Status: open ? 'Working' : 'Closed' })) throw new Error(`no case ${id}`);
    },
  };
}

function exchangeOf(org: Org, call: Call): Exchange {
  const isToken = call.path === '/services/oauth2/token';
  const allowed = org.options.requestsPerDay ?? DEFAULT_ALLOCATION;
  if (!isToken) org.used += 1;
  return {
    headers: isToken ? {} : { 'Sforce-Limit-Info': `api-usage=${org.used}/${allowed}` },
    answer: (route) =>
      isToken
        ? org.tokens.answer(call, {
            instance_url: org.url,
            id: `${org.url}/id/1`,
            issued_at: String(call.at.getTime()),
          })
        : answerOf(org, route, call, org.used > allowed),
    error: (status) => (isToken ? oauthError(status) : refusal(status, CODES[status] ?? 'UNKNOWN_EXCEPTION')),
    expireToken: () => org.tokens.expire(call),
  };
}

const CODES: Readonly<Record<number, string>> = {
  400: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
  401: 'INVALID_SESSION_ID',
  403: 'REQUEST_LIMIT_EXCEEDED',
  404: 'NOT_FOUND',
  503: 'SERVER_UNAVAILABLE',
};

function answerOf(org: Org, route: Route, call: Call, over: boolean): Answer {
  if (!org.tokens.holds(call)) return refusal(401, 'INVALID_SESSION_ID');
  if (over) return refusal(403, 'REQUEST_LIMIT_EXCEEDED');
  const problems = org.contract.requestProblems(route, call);
  if (problems.length > 0) return refusal(400, 'JSON_PARSER_ERROR', problems.map(problemText).join('; '));
  return work(org.cases, route, call, org.options.externalIdField);
}

function work(cases: CaseStore, { operation, pathValues }: Route, call: Call, field: string): Answer {
  const id = pathValues.id ?? '';
  switch (operation.id) {
    case 'query': {
      const records = cases.query(call.query.q?.[0] ?? '');
      if (!records) return refusal(400, 'MALFORMED_QUERY');
      return { status: 200, body: { totalSize: records.length, done: true, records } };
    }
    case 'upsertCaseByExternalId': {
      if (pathValues.externalIdField !== field) return refusal(404, 'NOT_FOUND');
      const written = cases.upsert(
        field,
        decodeURIComponent(pathValues.externalIdValue ?? ''),
        Body.parse(call.body),
      );
      const body = { id: written.id, success: true, errors: [], created: written.created };
      return { status: written.created ? 201 : 200, body };
    }
    case 'getCase': {
      const record = cases.read(id);
      return record
        ? { status: 200, body: { attributes: { type: 'Case' }, ...record } }
        : refusal(404, 'NOT_FOUND');
    }
    case 'updateCase':
      return cases.update(id, Body.parse(call.body)) ? { status: 204 } : refusal(404, 'NOT_FOUND');
    case 'createCaseComment': {
      const { ParentId, CommentBody } = Comment.parse(call.body);
      const made = cases.comment(ParentId, CommentBody);
      return made
        ? { status: 201, body: { id: made, success: true, errors: [] } }
        : refusal(404, 'NOT_FOUND');
    }
    default:
      return refusal(500, 'UNKNOWN_EXCEPTION', `${operation.id} is not simulated`);
  }
}

function refusal(status: number, errorCode: string, message = `refused: ${errorCode}`): Answer {
  return { status, body: [{ message, errorCode }] };
}
