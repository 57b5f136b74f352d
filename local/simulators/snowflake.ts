import { createHash, createPublicKey, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Call } from './call.ts';
import { verifiedClaims } from './jwt.ts';
import { type Contract, readContract } from './openapi.ts';
import { problemText } from './openapi-problem.ts';
import type { Route } from './openapi-route.ts';
import { attempt, runSql, type SqlForms, SqlRefusal, type SqlResult } from './report-sql.ts';
import { type ReportTable, reportTable } from './report-table.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import type { Answer, Exchange } from './vendor.ts';

/** How the simulated account is set up. */
export interface SnowflakeOptions {
  readonly account: string;
  readonly user: string;
  /** PEM. */
  readonly publicKey: string;
  /** As statements name it, quoted. */
  readonly tableName: string;
  readonly columns: readonly string[];
  /** How long a statement runs. @default 0, it is done when it is looked at */
  readonly runMs?: number;
  /** @default the system clock */
  readonly now?: () => Date;
}

/** A running account. */
export interface SnowflakeSimulator extends Simulator {
  readonly table: ReportTable;
  /** Statements run so far. A request under an id that was there before runs none. */
  executed(): readonly string[];
  /** From now on statements run for so long. */
  slowDown(runMs: number): void;
}

interface Statement {
  readonly handle: string;
  readonly doneAtMs: number;
  readonly outcome: SqlResult | SqlRefusal;
}

interface Account {
  readonly contract: Contract;
  readonly options: SnowflakeOptions;
  readonly table: ReportTable;
  readonly statements: Map<string, Statement>;
  readonly byRequest: Map<string, Statement>;
  readonly executed: string[];
  readonly expired: Set<string>;
  runMs: number;
}

const OPERATION_NAMES = { submit: 'submitStatement', look: 'getStatement' };

const Body = z.object({
  statement: z.string(),
  bindings: z.record(z.string(), z.object({ type: z.string(), value: z.string() })).default({}),
});

const FORMS: SqlForms = {
  field: /^r\.value:(?<from>\w+)::(?<type>[A-Z_]+) AS (?<as>\w+)$/,
  source: 'TABLE(FLATTEN(INPUT => PARSE_JSON({})))',
  checksum: /^SHA2\(LISTAGG\((?<column>\w+), '\\n'\) WITHIN GROUP \(ORDER BY (?<order>\w+)\), 256\)$/,
  types: { NUMBER: 'whole', TIMESTAMP_TZ: 'instant', BOOLEAN: 'truth', TEXT: 'text' },
};

/** Snowflake's codes of what it refuses. */
const CODES = { syntax: '001003', missing: '002003', value: '100038' } as const;

/**
 * Serves the SQL API of one Snowflake account against its contract: statements are submitted, looked at by their
 * handle, and not run again under a request id that is known. Of SQL it knows the two statements of deliveries alone.
 * @throws Error when the port is taken
 */
export async function startSnowflakeSimulator(options: SnowflakeOptions): Promise<SnowflakeSimulator> {
  const account: Account = {
    contract: readContract('snowflake'),
    options,
    table: reportTable(options.columns),
    statements: new Map(),
    byRequest: new Map(),
    executed: [],
    expired: new Set(),
    runMs: options.runMs ?? 0,
  };
  const vendor = {
    system: 'snowflake',
    contract: account.contract,
    operationNames: OPERATION_NAMES,
    begin: (call: Call) => exchangeOf(account, call),
  } as const;
  const simulator = await startSimulator(vendor, options.now ? { now: options.now } : {});
  return {
    ...simulator,
    table: account.table,
    executed: () => account.executed,
    slowDown(runMs) {
      account.runMs = runMs;
    },
  };
}

const bearer = (call: Call): string => /^Bearer (.+)$/i.exec(call.headers.authorization ?? '')?.[1] ?? '';

function exchangeOf(account: Account, call: Call): Exchange {
  return {
    headers: {},
    answer: (route) => answerOf(account, route, call),
    error: (status) => refusal(status, '390000', `refused with ${status}`, randomUUID()),
    expireToken: () => void account.expired.add(bearer(call)),
  };
}

function answerOf(account: Account, route: Route, call: Call): Answer {
  const problems = account.contract.requestProblems(route, call);
  if (problems.length > 0) return refusal(400, '391902', problems.map(problemText).join('; '));
  if (!holds(account, call)) return refusal(401, '390144', 'JWT token is invalid.');
  if (route.operation.id === 'submitStatement') return submitted(account, call);
  const statement = account.statements.get(route.pathValues.statementHandle ?? '');
  return statement ? lookedAt(statement, call.at) : refusal(404, '391404', 'no such statement');
}

/** Whether the user of this account signed the token with their key, and it still holds. */
function holds({ options, expired }: Account, call: Call): boolean {
  const token = bearer(call);
  if (expired.has(token) || call.headers['x-snowflake-authorization-token-type'] !== 'KEYPAIR_JWT')
    return false;
  const claims = verifiedClaims(token, options.publicKey, call.at);
  const der = createPublicKey(options.publicKey).export({ type: 'spki', format: 'der' });
  const sub = `${options.account}.${options.user}`.toUpperCase();
  const iss = `${sub}.SHA256:${createHash('sha256').update(der).digest('base64')}`;
  return claims?.sub === sub && claims.iss === iss;
}

function submitted(account: Account, call: Call): Answer {
  const requestId = call.query.requestId?.[0];
  const known = call.query.retry?.[0] === 'true' && requestId ? account.byRequest.get(requestId) : undefined;
  const statement = known ?? execute(account, call);
  if (requestId) account.byRequest.set(requestId, statement);
  // Asked to run without waiting, it answers so even when it is done.
  return call.query.async?.[0] === 'true' ? running(statement) : lookedAt(statement, call.at);
}

function execute(account: Account, { body, at }: Call): Statement {
  const { statement: text, bindings } = Body.parse(body);
  const values = Object.keys(bindings).map((_, index) => bindings[String(index + 1)]?.value);
  const next = (place: string): string => {
    const value = place === '?' ? values.shift() : undefined;
    if (value === undefined) throw new SqlRefusal('syntax', `bind variable ${place} not set`);
    return value;
  };
  const statement = {
    handle: randomUUID(),
    doneAtMs: at.getTime() + account.runMs,
    outcome: attempt(() =>
      runSql(FORMS, { name: account.options.tableName, table: account.table }, text, next),
    ),
  };
  account.executed.push(text);
  account.statements.set(statement.handle, statement);
  return statement;
}

const running = ({ handle }: Statement): Answer => ({
  status: 202,
  body: {
    code: '333334',
    message: 'Asynchronous execution in progress.',
    statementHandle: handle,
    statementStatusUrl: `/api/v2/statements/${handle}`,
  },
});

function lookedAt(statement: Statement, at: Date): Answer {
  const { handle, outcome, doneAtMs } = statement;
  if (at.getTime() < doneAtMs) return running(statement);
  if (outcome instanceof SqlRefusal) return refusal(422, CODES[outcome.kind], outcome.message, handle);
  const { names, rows } = outcome;
  const rowType = names.map((name) => ({ name: name.toUpperCase(), type: 'text' }));
  return {
    status: 200,
    body: {
      code: '090001',
      message: 'Statement executed successfully.',
      statementHandle: handle,
      resultSetMetaData: { format: 'jsonv2', numRows: rows.length, rowType },
      data: rows,
    },
  };
}

const refusal = (
  status: number,
  code: string,
  message: string,
  statementHandle: string = randomUUID(),
): Answer => ({
  status,
  body: { code, message, statementHandle },
});
