import { randomBytes, randomUUID } from 'node:crypto';
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

/** How the simulated project is set up. */
export interface BigQueryOptions {
  readonly projectId: string;
  /** Where its jobs run; a job is only found when it is looked for there. */
  readonly location: string;
  /** The service account that may run queries. */
  readonly clientEmail: string;
  /** PEM. */
  readonly publicKey: string;
  /** As statements name it, in backquotes. */
  readonly tableName: string;
  readonly columns: readonly string[];
  /** @default the system clock */
  readonly now?: () => Date;
}

/** A running project. */
export interface BigQuerySimulator extends Simulator {
  readonly table: ReportTable;
  /** Statements run so far. A request under an id that was there in the last quarter of an hour runs none. */
  executed(): readonly string[];
  /** From now on statements run for so long. */
  slowDown(runMs: number): void;
}

interface Job {
  readonly id: string;
  readonly doneAtMs: number;
  readonly outcome: SqlResult | SqlRefusal;
}

interface Project {
  readonly contract: Contract;
  readonly options: BigQueryOptions;
  readonly table: ReportTable;
  readonly jobs: Map<string, Job>;
  readonly byRequest: Map<string, { readonly job: Job; readonly atMs: number }>;
  readonly executed: string[];
  readonly tokens: Set<string>;
  runMs: number;
  url: string;
}

const OPERATION_NAMES = { token: 'requestToken', look: 'getQueryResults' };
const SCOPE = 'https://www.googleapis.com/auth/bigquery';
const REPEATED_WITHIN_MS = 15 * 60_000;

const Body = z.object({
  query: z.string(),
  requestId: z.string().optional(),
  timeoutMs: z.number().default(10_000),
  useLegacySql: z.boolean().default(true),
  queryParameters: z
    .array(z.object({ name: z.string(), parameterValue: z.object({ value: z.string() }) }))
    .default([]),
});

const FORMS: SqlForms = {
  field:
    /^(?:JSON_VALUE\(r, '\$\.(?<from>\w+)'\)|CAST\(JSON_VALUE\(r, '\$\.(?<from2>\w+)'\) AS (?<type>[A-Z0-9]+)\)) AS (?<as>\w+)$/,
  source: 'UNNEST(JSON_QUERY_ARRAY({}))',
  checksum: /^TO_HEX\(SHA256\(IFNULL\(STRING_AGG\((?<column>\w+), '\\n' ORDER BY (?<order>\w+)\), ''\)\)\)$/,
  types: { INT64: 'whole', TIMESTAMP: 'instant', BOOL: 'truth' },
};

/** How BigQuery names what it refuses. */
const REASONS = {
  syntax: { status: 400, reason: 'invalidQuery' },
  missing: { status: 404, reason: 'notFound' },
  value: { status: 400, reason: 'invalidQuery' },
} as const;

/**
 * Serves queries of one BigQuery project, and tokens, against its contract. Of SQL it knows the two statements of
 * deliveries alone.
 * @throws Error when the port is taken
 */
export async function startBigQuerySimulator(options: BigQueryOptions): Promise<BigQuerySimulator> {
  const project: Project = {
    contract: readContract('bigquery'),
    options,
    table: reportTable(options.columns),
    jobs: new Map(),
    byRequest: new Map(),
    executed: [],
    tokens: new Set(),
    runMs: 0,
    url: '',
  };
  const vendor = {
    system: 'bigquery',
    contract: project.contract,
    operationNames: OPERATION_NAMES,
    begin: (call: Call) => exchangeOf(project, call),
  } as const;
  const simulator = await startSimulator(vendor, options.now ? { now: options.now } : {});
  project.url = simulator.url;
  return {
    ...simulator,
    table: project.table,
    executed: () => project.executed,
    slowDown(runMs) {
      project.runMs = runMs;
    },
  };
}

const bearer = (call: Call): string => /^Bearer (.+)$/i.exec(call.headers.authorization ?? '')?.[1] ?? '';

function exchangeOf(project: Project, call: Call): Exchange {
  return {
    headers: {},
    answer: (route) => answerOf(project, route, call),
    error: (status) =>
      refusal(status, status === 429 ? 'rateLimitExceeded' : 'backendError', `refused with ${status}`),
    expireToken: () => void project.tokens.delete(bearer(call)),
  };
}

function answerOf(project: Project, route: Route, call: Call): Answer {
  const problems = project.contract.requestProblems(route, call);
  if (problems.length > 0) return refusal(400, 'invalid', problems.map(problemText).join('; '));
  if (route.operation.id === 'requestToken') return token(project, call);
  if (!project.tokens.has(bearer(call))) return refusal(401, 'authError', 'Invalid Credentials');
  if (route.pathValues.projectId !== project.options.projectId)
    return refusal(404, 'notFound', 'no such project');
  return route.operation.id === 'query' ? queried(project, call) : lookedAt(project, route, call);
}

function token({ options, tokens, url }: Project, call: Call): Answer {
  const assertion = z.object({ assertion: z.string() }).parse(call.body).assertion;
  const claims = verifiedClaims(assertion, options.publicKey, call.at);
  const fits = claims?.iss === options.clientEmail && claims.aud === `${url}/token` && claims.scope === SCOPE;
  if (!fits)
    return { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } };
  const text = randomBytes(24).toString('base64url');
  tokens.add(text);
  return { status: 200, body: { access_token: text, expires_in: 3599, token_type: 'Bearer' } };
}

function queried(project: Project, call: Call): Answer {
  const body = Body.parse(call.body);
  if (body.useLegacySql) return refusal(400, 'invalidQuery', 'legacy SQL knows no MERGE');
  const atMs = call.at.getTime();
  // A repeat is one only when all of it is the same.
  const name = body.requestId === undefined ? undefined : JSON.stringify(call.body);
  const known = name === undefined ? undefined : project.byRequest.get(name);
  const job = known && atMs - known.atMs < REPEATED_WITHIN_MS ? known.job : execute(project, body, atMs);
  if (name !== undefined && job !== known?.job) project.byRequest.set(name, { job, atMs });
  return told(project, job, atMs + body.timeoutMs);
}

function execute(project: Project, { query, queryParameters }: z.infer<typeof Body>, atMs: number): Job {
  const next = (place: string): string => {
    const value = queryParameters.find(({ name }) => `@${name}` === place)?.parameterValue.value;
    if (value === undefined) throw new SqlRefusal('syntax', `Query parameter '${place}' not found`);
    return value;
  };
  const job = {
    id: `job_${randomUUID()}`,
    doneAtMs: atMs + project.runMs,
    outcome: attempt(() =>
      runSql(FORMS, { name: project.options.tableName, table: project.table }, query, next),
    ),
  };
  project.executed.push(query);
  project.jobs.set(job.id, job);
  return job;
}

function lookedAt(project: Project, { pathValues }: Route, call: Call): Answer {
  const job = project.jobs.get(pathValues.jobId ?? '');
  const here = call.query.location?.[0] === project.options.location;
  const waitsMs = Number(call.query.timeoutMs?.[0] ?? 10_000);
  return job && here
    ? told(project, job, call.at.getTime() + waitsMs)
    : refusal(404, 'notFound', 'Not found: Job');
}

/** What is known of a job at an instant; nobody really waits for it. */
function told({ options }: Project, { id, doneAtMs, outcome }: Job, atMs: number): Answer {
  const jobReference = { projectId: options.projectId, jobId: id, location: options.location };
  if (doneAtMs > atMs) return { status: 200, body: { jobComplete: false, jobReference } };
  if (outcome instanceof SqlRefusal) {
    const { status, reason } = REASONS[outcome.kind];
    return refusal(status, reason, outcome.message);
  }
  const { rows, added } = outcome;
  const result =
    added === undefined
      ? { totalRows: String(rows.length), rows: rows.map((row) => ({ f: row.map((v) => ({ v })) })) }
      : { numDmlAffectedRows: String(added) };
  return { status: 200, body: { jobComplete: true, jobReference, ...result } };
}

const refusal = (code: number, reason: string, message: string): Answer => ({
  status: code,
  body: { error: { code, message, errors: [{ reason, message, domain: 'global' }] } },
});
