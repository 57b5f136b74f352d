import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import { jsonOf } from './form-tokens.ts';
import type { HttpAnswer } from './http.ts';
import {
  sendAuthorized,
  untilDone,
  type WarehouseSurroundings,
  warehouseAnswer,
  warehouseFailure,
} from './warehouse-http.ts';

const SYSTEM = 'snowflake';
const PATH = '/api/v2/statements';

/** Required by Snowflake (SQL API reference, request headers). */
const USER_AGENT = 'trunkline/1.0';

/** Snowflake ends a statement itself after so many seconds; nobody waits for it then. */
const STATEMENT_SECONDS = 120;

/** Too many others wait for the table's lock: 000625. */
const PASSES = new Set(['000625']);

const Handle = z.object({ statementHandle: z.string().check(z.regex(/^[A-Za-z0-9-]{1,64}$/)) });
const Rows = z.object({ data: z.array(z.array(z.nullable(z.string()))) });
const Refusal = z.object({ code: z.string().check(z.regex(/^\d{6}$/)) });

/** Where statements run. */
export interface SnowflakeContext {
  readonly database: string;
  readonly schema: string;
  readonly warehouse: string;
  readonly role?: string | undefined;
}

/** One statement with its `?` in order. */
export interface SnowflakeStatement {
  readonly text: string;
  readonly bindings: readonly { readonly type: 'TEXT' | 'FIXED'; readonly value: string }[];
  /** A repeat under this UUID is not run again. @default it is run */
  readonly requestId?: string;
}

type Rows = z.infer<typeof Rows>['data'];

/**
 * Runs statements by the SQL API (reference/crm-and-cxone.md section E). They are started without waiting and then
 * looked at by their handle, so that a slow one cannot outlast a request.
 */
export function snowflakeStatements(
  context: SnowflakeContext,
  around: WarehouseSurroundings,
): (statement: SnowflakeStatement) => Promise<Rows> {
  const headers = {
    accept: 'application/json',
    'user-agent': USER_AGENT,
    'x-snowflake-authorization-token-type': 'KEYPAIR_JWT',
  };

  /** The rows, or `undefined` while it runs. */
  function rowsIn(answer: HttpAnswer): Rows | undefined {
    if (answer.status === 202) return undefined;
    if (answer.status === 200) return warehouseAnswer(SYSTEM, Rows, answer).data;
    const code = Refusal.safeParse(jsonOf(answer.body)).data?.code;
    const later = code !== undefined && PASSES.has(code);
    throw warehouseFailure(SYSTEM, answer, { later, code, now: around.clock.now() });
  }

  async function look(handle: string): Promise<Rows | undefined> {
    const answer = await sendAuthorized(SYSTEM, around, {
      method: 'GET',
      path: `${PATH}/${handle}`,
      headers,
    });
    if (answer.status === 404)
      throw new TransientError('snowflake_lost', 'snowflake has forgotten a statement');
    return rowsIn(answer);
  }

  return async ({ text, bindings, requestId }) => {
    const query = new URLSearchParams({ async: 'true', ...(requestId && { requestId, retry: 'true' }) });
    const answer = await sendAuthorized(SYSTEM, around, {
      method: 'POST',
      path: `${PATH}?${query}`,
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({
        statement: text,
        timeout: STATEMENT_SECONDS,
        ...context,
        bindings: Object.fromEntries(bindings.map((binding, index) => [String(index + 1), binding])),
      }),
    });
    const rows = rowsIn(answer);
    if (rows) return rows;
    const { statementHandle } = warehouseAnswer(SYSTEM, Handle, answer);
    return untilDone(SYSTEM, around, () => look(statementHandle));
  };
}
