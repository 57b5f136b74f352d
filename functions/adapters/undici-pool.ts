import type { Dispatcher } from 'undici';
import request from 'undici/lib/api/api-request.js';
import Pool from 'undici/lib/dispatcher/pool.js';

/** Hands a request to a pool's socket, synchronously; answers when the headers are there. */
export type SendToPool = (options: Dispatcher.RequestOptions) => Promise<Dispatcher.ResponseData>;

const CONNECT_TIMEOUT_MS = 2000;

/** Requests in flight at once to one host; the workers' own concurrency is below it. */
const CONNECTIONS = 16;

/** Keep-alive connections to one origin: one attempt, HTTP/1.1 alone. */
export function undiciPool(origin: string): SendToPool {
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    pipelining: 1,
    // Over HTTP/2 undici itself sends a request again that the server refused or had not yet taken up.
    allowH2: false,
  });
  return (options) => request.call(pool, options);
}
