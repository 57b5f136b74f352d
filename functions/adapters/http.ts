import { lazily } from './lazily.ts';
import type { SendToPool } from './undici-pool.ts';

/** One request. `url` must belong to the client's origin. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query, already encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the call of `send` to the last byte of the answer, ms. */
  readonly deadlineMs: number;
  /** It was refused once and is sent once more: it draws on the budget for retries. @default it is new */
  readonly isRetry?: boolean;
}

/** What came back, whatever the status. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** The request provably never left: name not found, connection refused, TLS not established. */
export class NotSentError extends Error {
  override readonly name = 'NotSentError';
}

/** The request may have left and the answer is not known: time-out, reset, oversized or broken answer. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** Sends requests to one origin: one attempt, one deadline, no redirects. */
export interface HttpClient {
  /**
   * `beforeSocket` is asked synchronously right before the request is handed to the socket.
   * @throws {NotSentError} also when `beforeSocket` answers false or the deadline is over before it
   * @throws {NoAnswerError}
   */
  send(request: HttpRequest, beforeSocket?: () => boolean): Promise<HttpAnswer>;
}

/** Answers larger than this are cut off: no vendor answer we read comes near it. */
const MAX_ANSWER_BYTES = 1024 * 1024;

const NEVER_LEFT = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** System calls of an established connection. */
const DURING_EXCHANGE = new Set<unknown>(['read', 'write', 'writev']);

/**
 * A client for one origin such as `https://api.mypurecloud.com`; the origin is the allow list. undici is loaded by the
 * first request: an alert that ends before anybody is asked does not wait for it.
 */
export function httpClient(origin: string): HttpClient {
  const allowed = new URL(origin).origin;
  const pool = lazily(async () => (await import('./undici-pool.ts')).undiciPool(allowed));

  return {
    async send(wanted, beforeSocket) {
      const startedAt = performance.now();
      const sendToPool = await opened(pool);
      const leftMs = wanted.deadlineMs - (performance.now() - startedAt);
      if (leftMs <= 0) throw new NotSentError('no time was left to send');
      if (beforeSocket && !beforeSocket()) throw new NotSentError('no longer allowed to send');
      try {
        const answer = await sendToPool({
          method: wanted.method,
          path: wanted.path,
          headers: wanted.headers,
          body: wanted.body ?? null,
          signal: AbortSignal.timeout(Math.ceil(leftMs)),
        });
        return { status: answer.statusCode, headers: flat(answer.headers), body: await text(answer.body) };
      } catch (error) {
        throw neverLeft(error)
          ? new NotSentError('the connection was not established', { cause: error })
          : new NoAnswerError('no complete answer', { cause: error });
      }
    },
  };
}

async function opened(pool: () => Promise<SendToPool>): Promise<SendToPool> {
  try {
    return await pool();
  } catch (error) {
    throw new NotSentError('the client could not be loaded', { cause: error });
  }
}

async function text(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error('answer too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Whether a failure proves that the request never left: the connection was not established. */
export function neverLeft(error: unknown): boolean {
  // A time-out is a DOMException, whose code is a number.
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  const { code } = error;
  if (typeof code !== 'string') return false;
  // A route can also be lost under an established connection, after the request has left.
  if ('syscall' in error && DURING_EXCHANGE.has(error.syscall)) return false;
  return (
    NEVER_LEFT.has(code) ||
    code.startsWith('ERR_TLS') ||
    code.startsWith('CERT_') ||
    code.includes('_CERT') ||
    code.startsWith('UNABLE_TO_')
  );
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): HttpAnswer['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

/** Nothing of ours is still wanted after a day, and a longer wait may be no time that a `Date` can hold. */
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

/**
 * The wait a `Retry-After` header asks for, ms, at most a day: seconds or an HTTP date; `undefined` when absent or
 * unreadable.
 * (RFC 9110 section 10.2.3)
 */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), LONGEST_WAIT_MS);
}
