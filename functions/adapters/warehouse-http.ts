import * as z from 'zod/mini';
import { RejectedError, TransientError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Sleep } from '../ports/sleep.ts';
import { jsonOf } from './form-tokens.ts';
import { type HttpAnswer, type HttpClient, type HttpRequest, retryAfterMs } from './http.ts';
import { repeatableFailure, repeatableSilence } from './http-outcome.ts';
import type { TokenSource } from './kept-tokens.ts';

/** What the HTTP warehouses ask their surroundings. */
export interface WarehouseSurroundings {
  readonly http: HttpClient;
  readonly tokens: TokenSource;
  readonly clock: Clock;
  readonly sleep: Sleep;
}

/** One request; the token is added. */
export type WarehouseRequest = Omit<HttpRequest, 'deadlineMs'>;

/** Warehouses hold a request open for seconds; past this we ask again instead of waiting. */
const DEADLINE_MS = 10_000;

/** A refused key or a missing permission is not tried again sooner: a person must mend it, ms. */
const UNAUTHORIZED_MS = 15 * 60_000;

/** Sends with a token; after a 401 once more with another. @throws {TransientError} no answer, or no token */
export async function sendAuthorized(
  system: string,
  { http, tokens }: WarehouseSurroundings,
  request: WarehouseRequest,
): Promise<HttpAnswer> {
  async function once(token: string): Promise<HttpAnswer> {
    const headers = { ...request.headers, authorization: `Bearer ${token}` };
    try {
      return await http.send({ ...request, headers, deadlineMs: DEADLINE_MS });
    } catch (error) {
      throw repeatableSilence(system, error);
    }
  }

  const token = await tokens.ready();
  const answer = await once(token);
  if (answer.status !== 401) return answer;
  tokens.refused(token);
  return once(await tokens.ready());
}

/** What a refusal means. `later`: the store's own words say that it passes by itself. `code`: its own, if it has one. */
export function warehouseFailure(
  system: string,
  answer: HttpAnswer,
  { later, code, now }: { readonly later: boolean; readonly code: string | undefined; readonly now: Date },
): TransientError | RejectedError {
  const { status } = answer;
  if (later) {
    return new TransientError(`${system}_busy`, `${system} answered ${status}`, {
      retryAfterMs: retryAfterMs(answer.headers['retry-after'], now),
    });
  }
  if (status === 401 || status === 403) {
    return new TransientError(`${system}_unauthorized`, `${system} answered ${status}`, {
      retryAfterMs: UNAUTHORIZED_MS,
    });
  }
  const failure = repeatableFailure(system, answer, now);
  if (failure instanceof TransientError) return failure;
  return new RejectedError(`${system}_refused`, `${system} refused with ${status}${code ? ` ${code}` : ''}`);
}

/** What an answer holds. @throws {TransientError} something else than what was promised */
export function warehouseAnswer<S extends z.core.$ZodType>(
  system: string,
  schema: S,
  { body }: HttpAnswer,
): z.output<S> {
  const parsed = z.safeParse(schema, jsonOf(body));
  if (parsed.success) return parsed.data;
  throw new TransientError(`${system}_unreadable`, `${system} answered without what was asked`);
}

/** So long a statement is waited for in all; its write goes on without us and is found by the next try, ms. */
const PATIENCE_MS = 20_000;
const FIRST_WAIT_MS = 250;

/** Looks again and again, with growing waits, until there is an end. @throws {TransientError} there is none in time */
export async function untilDone<T>(
  system: string,
  { clock, sleep }: WarehouseSurroundings,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const until = clock.now().getTime() + PATIENCE_MS;
  for (let waitMs = FIRST_WAIT_MS; clock.now().getTime() + waitMs < until; waitMs *= 2) {
    await sleep.until(new Date(clock.now().getTime() + waitMs));
    const done = await look();
    if (done !== undefined) return done;
  }
  throw new TransientError(`${system}_running`, `${system} has not finished yet`);
}
