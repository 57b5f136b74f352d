import type { EffectTap } from '../effect-tap.ts';
import type { Call } from './call.ts';
import { type DeskTokens, deskTokens, type SimulatedTicket } from './desk-tokens.ts';
import { oauthError } from './genesys-tokens.ts';
import { type Contract, readContract } from './openapi.ts';
import { problemText } from './openapi-problem.ts';
import type { Route } from './openapi-route.ts';
import { type OrgStore, orgStore } from './salesforce-store.ts';
import { refusal, work } from './salesforce-work.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import type { Answer, Exchange } from './vendor.ts';

/** How the simulated org is set up. */
export interface SalesforceOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the org is to us, and so its name in fault rules. @default `salesforce`, a desk */
  readonly system?: 'salesforce' | 'crm';
  /** The unique external id of every object. */
  readonly externalIdField: string;
  /** Requests of a day before the org refuses, and how many it has had. @default 100,000 and none */
  readonly usage?: { readonly used: number; readonly allowed: number };
  /** @default 0, a free port */
  readonly port?: number;
  /** @default the system clock */
  readonly now?: () => Date;
  /** Carries out the work on every request. @default it is done */
  readonly tap?: EffectTap;
}

/** A running org. */
export interface SalesforceSimulator extends Simulator {
  readonly store: OrgStore;
  /** Every case so far, in order. */
  tickets(): readonly SimulatedTicket[];
  /** People close a case, or open it again. @throws Error there is no such case */
  setOpen(id: string, open: boolean): void;
  /** From now on these OAuth clients are known and no other; tokens of others are over. @throws ZodError */
  readonly acceptCredentials: DeskTokens['accept'];
}

interface Org {
  readonly contract: Contract;
  readonly tokens: DeskTokens;
  readonly store: OrgStore;
  readonly externalIdField: string;
  readonly allowed: number;
  /** Requests so far; the rolling day never ends here. */
  used: number;
  url: string;
}

const OPERATION_NAMES = {
  token: 'requestToken',
  upsertCase: 'upsertCaseByExternalId',
  upsertContact: 'upsertContactByExternalId',
  readContact: 'getContactByExternalId',
  // As every CRM calls it.
  readCustomer: 'getContactByExternalId',
  upsertTask: 'upsertTaskByExternalId',
  readTask: 'getTaskByExternalId',
};
const DEFAULT_ALLOCATION = 100_000;

/**
 * Serves what the product uses of a Salesforce org against its contract: the token, cases, contacts and tasks by
 * external id and id, comments, and the queries the product sends. Any other operation answers 500 naming it.
 * @throws Error when the port is taken
 */
export async function startSalesforceSimulator(options: SalesforceOptions): Promise<SalesforceSimulator> {
  const { used = 0, allowed = DEFAULT_ALLOCATION } = options.usage ?? {};
  const org: Org = {
    contract: readContract('salesforce'),
    tokens: deskTokens(options),
    store: orgStore(),
    externalIdField: options.externalIdField,
    allowed,
    used,
    url: '',
  };
  const vendor = {
    system: options.system ?? 'salesforce',
    contract: org.contract,
    operationNames: OPERATION_NAMES,
    begin: (call: Call) => exchangeOf(org, call),
  } as const;
  const simulator = await startSimulator(vendor, options);
  org.url = simulator.url;
  return {
    ...simulator,
    acceptCredentials: org.tokens.accept,
    store: org.store,
    tickets: () => org.store.tickets(options.externalIdField),
    setOpen(id, open) {
      const there = org.store.update('Case', id, { Status: open ? 'Working' : 'Closed' });
      if (!there) throw new Error(`no case ${id}`);
    },
  };
}

function exchangeOf(org: Org, call: Call): Exchange {
  const isToken = call.path === '/services/oauth2/token';
  if (!isToken) org.used += 1;
  const over = org.used > org.allowed;
  return {
    headers: isToken ? {} : { 'Sforce-Limit-Info': `api-usage=${org.used}/${org.allowed}` },
    answer: (route) => (isToken ? granted(org, call) : answerOf(org, route, call, over)),
    error: (status) => (isToken ? oauthError(status) : refusal(status, CODES[status] ?? 'UNKNOWN_EXCEPTION')),
    expireToken: () => org.tokens.expire(call),
  };
}

const granted = (org: Org, call: Call): Answer =>
  org.tokens.answer(call, {
    instance_url: org.url,
    id: `${org.url}/id/1`,
    issued_at: String(call.at.getTime()),
  });

const CODES: Readonly<Record<number, string>> = {
  400: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
  401: 'INVALID_SESSION_ID',
  403: 'REQUEST_LIMIT_EXCEEDED',
  404: 'NOT_FOUND',
  503: 'SERVER_UNAVAILABLE',
};

function answerOf(org: Org, route: Route, call: Call, over: boolean): Answer {
  if (!org.tokens.holds(call)) return refusal(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
  if (over) return refusal(403, 'REQUEST_LIMIT_EXCEEDED');
  const problems = org.contract.requestProblems(route, call);
  if (problems.length > 0) return refusal(400, 'JSON_PARSER_ERROR', problems.map(problemText).join('; '));
  return work(org, route, call);
}
