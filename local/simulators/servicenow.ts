import { z } from 'zod';
import type { Call } from './call.ts';
import { type DeskTokens, deskTokens, type SimulatedTicket } from './desk-tokens.ts';
import { oauthError } from './genesys-tokens.ts';
import { type Contract, readContract } from './openapi.ts';
import { problemText } from './openapi-problem.ts';
import type { Route } from './openapi-route.ts';
import { type IncidentRow, type IncidentTable, incidentTable } from './servicenow-incidents.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import type { Answer, Exchange } from './vendor.ts';

/** How the simulated instance is set up. */
export interface ServiceNowOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Requests of one hour, as a rate limit rule of the instance. @default no rule */
  readonly requestsPerHour?: number;
  /** @default 0, a free port */
  readonly port?: number;
  /** @default the system clock */
  readonly now?: () => Date;
}

/** A running instance. */
export interface ServiceNowSimulator extends Simulator {
  /** Every ticket so far, in order. */
  tickets(): readonly SimulatedTicket[];
  /** People resolve a ticket, or open it again. @throws Error there is no such ticket */
  setOpen(id: string, open: boolean): void;
  /** From now on these OAuth clients are known and no other; tokens of others are over. @throws ZodError */
  readonly acceptCredentials: DeskTokens['accept'];
}

interface Instance {
  readonly contract: Contract;
  readonly tokens: DeskTokens;
  readonly incidents: IncidentTable;
  readonly hour: { startMs: number; count: number };
  readonly options: ServiceNowOptions;
}

const HOUR_MS = 60 * 60_000;
const TOKEN_SECONDS = 1800;

const OPERATION_NAMES = { token: 'requestToken' };

const Fields = z.record(z.string(), z.string());

/**
 * Serves the incident part of a ServiceNow instance against its contract: the token, incidents, their journal.
 * Correlation ids are not unique and unknown columns of a query are left out silently, as on the platform.
 * @throws Error when the port is taken
 */
export async function startServiceNowSimulator(options: ServiceNowOptions): Promise<ServiceNowSimulator> {
  const instance: Instance = {
    contract: readContract('servicenow'),
    tokens: deskTokens(options),
    incidents: incidentTable(),
    hour: { startMs: 0, count: 0 },
    options,
  };
  const now = options.now ?? (() => new Date());
  const vendor = {
    system: 'servicenow',
    contract: instance.contract,
    operationNames: OPERATION_NAMES,
    begin: (call: Call) => exchangeOf(instance, call),
  } as const;
  const simulator = await startSimulator(vendor, options);
  return {
    ...simulator,
    acceptCredentials: instance.tokens.accept,
    tickets: instance.incidents.tickets,
    setOpen(id, open) {
      const fields: IncidentRow = open
        ? { state: '2' }
        : { state: '6', close_code: 'People', close_notes: 'done' };
      if (instance.incidents.update(id, fields, now()).kind !== 'row') throw new Error(`no ticket ${id}`);
    },
  };
}

function exchangeOf(instance: Instance, call: Call): Exchange {
  const isToken = call.path === '/oauth_token.do';
  return {
    headers: {},
    answer: (route) =>
      isToken ? instance.tokens.answer(call, { expires_in: TOKEN_SECONDS }) : answerOf(instance, route, call),
    error: (status) => (isToken ? oauthError(status) : errorAnswer(status, `refused with ${status}`)),
    expireToken: () => instance.tokens.expire(call),
  };
}

function answerOf(instance: Instance, route: Route, call: Call): Answer {
  if (!instance.tokens.holds(call)) return errorAnswer(401, 'User Not Authenticated');
  const waitSeconds = overLimit(instance, call.at);
  if (waitSeconds > 0) {
    return { ...errorAnswer(429, 'Rate limit exceeded'), headers: { 'Retry-After': String(waitSeconds) } };
  }
  const problems = instance.contract.requestProblems(route, call);
  if (problems.length > 0) return errorAnswer(400, problems.map(problemText).join('; '));
  return work(instance, route, call);
}

/** Seconds until the hour's rule lets the next request through; 0 when it lets this one. */
function overLimit({ hour, options }: Instance, at: Date): number {
  if (at.getTime() >= hour.startMs + HOUR_MS) Object.assign(hour, { startMs: at.getTime(), count: 0 });
  hour.count += 1;
  if (options.requestsPerHour === undefined || hour.count <= options.requestsPerHour) return 0;
  return Math.max(1, Math.ceil((hour.startMs + HOUR_MS - at.getTime()) / 1000));
}

function work({ incidents }: Instance, { operation, pathValues }: Route, call: Call): Answer {
  const id = pathValues.sys_id ?? '';
  switch (operation.id) {
    case 'findIncidents':
      return { status: 200, body: { result: incidents.find('incident', queryOf(call), limitOf(call)) } };
    case 'findJournalEntries':
      return {
        status: 200,
        body: { result: incidents.find('sys_journal_field', queryOf(call), limitOf(call)) },
      };
    case 'getIncident': {
      const row = incidents.read(id);
      return row ? { status: 200, body: { result: row } } : errorAnswer(404, 'No Record found');
    }
    case 'createIncident':
      return { status: 201, body: { result: incidents.create(Fields.parse(call.body), call.at) } };
    case 'updateIncident': {
      const written = incidents.update(id, Fields.parse(call.body), call.at);
      if (written.kind === 'row') return { status: 200, body: { result: written.row } };
      return written.kind === 'missing'
        ? errorAnswer(404, 'No Record found')
        : errorAnswer(403, written.message);
    }
    default:
      return errorAnswer(501, `${operation.id} is not simulated`);
  }
}

const queryOf = ({ query }: Call): string => query.sysparm_query?.[0] ?? '';
const limitOf = ({ query }: Call): number => Number(query.sysparm_limit?.[0] ?? 10_000);

function errorAnswer(status: number, message: string): Answer {
  return { status, body: { error: { message, detail: null }, status: 'failure' } };
}
