import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import { jsonOf } from './form-tokens.ts';
import type { HttpAnswer } from './http.ts';
import {
  sendAuthorized,
  untilDone,
  type WarehouseRequest,
  type WarehouseSurroundings,
  warehouseAnswer,
  warehouseFailure,
} from './warehouse-http.ts';

const SYSTEM = 'bigquery';

/** BigQuery holds a request for so long, then answers that the job goes on, ms. */
const HELD_MS = 5000;

/** Reasons that pass by themselves, whatever their status (BigQuery, "Error messages"). */
const PASSES = new Set([
  'rateLimitExceeded',
  'jobRateLimitExceeded',
  'quotaExceeded',
  'resourcesExceeded',
  'resourceInUse',
  'tableUnavailable',
  'backendError',
  'jobBackendError',
  'internalError',
  'jobInternalError',
]);

/** Statements that change one table at once fail as if they were wrong. */
const IN_EACH_OTHERS_WAY = /concurrent update|too many dml statements/i;

const Job = z.object({
  jobId: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,1024}$/)),
  location: z.optional(z.string()),
});
const Answered = z.object({
  jobComplete: z.boolean(),
  jobReference: z.optional(Job),
  rows: z.optional(z.array(z.object({ f: z.array(z.object({ v: z.nullable(z.string()) })) }))),
});
const Refusal = z.object({
  error: z.object({
    message: z.optional(z.string()),
    errors: z.optional(z.array(z.object({ reason: z.optional(z.string()) }))),
  }),
});

/** One statement with its named parameters. */
export interface BigQueryStatement {
  readonly text: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly type: 'STRING' | 'INT64';
    readonly value: string;
  }[];
  /** A repeat under this id is not run again for a quarter of an hour. @default it is run */
  readonly requestId?: string;
}

type Rows = readonly (readonly (string | null)[])[];

/** Runs statements by `jobs.query` and waits for the job (reference/crm-and-cxone.md section E). */
export function bigQueryQueries(
  { projectId, location }: { readonly projectId: string; readonly location?: string | undefined },
  around: WarehouseSurroundings,
): (statement: BigQueryStatement) => Promise<Rows> {
  const path = `/bigquery/v2/projects/${encodeURIComponent(projectId)}/queries`;

  async function answered(request: WarehouseRequest) {
    const answer = await sendAuthorized(SYSTEM, around, request);
    if (answer.status !== 200) throw refusal(answer, around.clock.now());
    return warehouseAnswer(SYSTEM, Answered, answer);
  }

  async function look({ jobId, location: at }: z.infer<typeof Job>): Promise<Rows | undefined> {
    const query = new URLSearchParams({ timeoutMs: String(HELD_MS), ...(at && { location: at }) });
    const found = await answered({
      method: 'GET',
      path: `${path}/${jobId}?${query}`,
      headers: { accept: 'application/json' },
    });
    return rowsIn(found);
  }

  return async ({ text, parameters, requestId }) => {
    const asked = await answered({
      method: 'POST',
      path,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({
        query: text,
        useLegacySql: false,
        timeoutMs: HELD_MS,
        ...(location && { location }),
        ...(requestId && { requestId }),
        parameterMode: 'NAMED',
        queryParameters: parameters.map(({ name, type, value }) => ({
          name,
          parameterType: { type },
          parameterValue: { value },
        })),
      }),
    });
    const rows = rowsIn(asked);
    if (rows) return rows;
    const { jobReference } = asked;
    if (!jobReference) throw new TransientError('bigquery_unreadable', 'bigquery named no job');
    return untilDone(SYSTEM, around, () => look(jobReference));
  };
}

/** The rows, or `undefined` while the job runs. A statement that changes gives none. */
const rowsIn = ({ jobComplete, rows = [] }: z.infer<typeof Answered>): Rows | undefined =>
  jobComplete ? rows.map(({ f }) => f.map(({ v }) => v)) : undefined;

function refusal(answer: HttpAnswer, now: Date): Error {
  const error = Refusal.safeParse(jsonOf(answer.body)).data?.error;
  const told = error?.errors?.[0]?.reason;
  const code = /^[A-Za-z]{1,40}$/.test(told ?? '') ? told : undefined;
  const later =
    (code !== undefined && PASSES.has(code)) ||
    (answer.status === 400 && IN_EACH_OTHERS_WAY.test(error?.message ?? ''));
  return warehouseFailure(SYSTEM, answer, { later, code, now });
}
