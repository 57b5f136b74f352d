import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import dynalite from 'dynalite';
import { type Engine, type EngineRequest, type EngineResponse, jsonResponse } from './engine.ts';

/** Requests take milliseconds here; one that takes longer never ends. */
const FINISH_MS = 2000;

/**
 * DynamoDB. State lives in memory, or in `directory` when given. It has no transactions, expires nothing and
 * returns no item on a failed condition.
 */
export async function startDynamoEngine(directory: string | undefined): Promise<Engine> {
  const server = dynalite({
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
    ...(directory === undefined ? {} : { path: directory }),
  });
  // Never reachable from outside, but closing a server that does not listen fails and would leave its store open.
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const inFlight = new Set<Promise<unknown>>();
  let stopping = false;
  return {
    handle: async (request) => {
      if (stopping) return jsonResponse(503, { __type: 'ServiceUnavailable' });
      const answered = answer(server, request);
      inFlight.add(answered);
      return answered.finally(() => inFlight.delete(answered));
    },
    stop: async () => {
      // A store that closes under a request in hand throws where nobody can catch it.
      stopping = true;
      await Promise.race([Promise.allSettled(inFlight), pause(FINISH_MS, undefined, { ref: false })]);
      await new Promise<void>((resolve, reject) =>
        server.close((error) => (error ? reject(error) : resolve())),
      );
    },
  };
}

// The server is handed requests directly: no second socket, no second parse.
function answer(server: NodeJS.EventEmitter, request: EngineRequest): Promise<EngineResponse> {
  const incoming = Object.assign(Readable.from(request.body.length > 0 ? [request.body] : []), {
    method: request.method,
    url: request.path,
    headers: request.headers,
  });
  return new Promise((resolve) => {
    const headers: Record<string, string> = {};
    const outgoing = {
      statusCode: 200,
      setHeader: (name: string, value: unknown) => {
        headers[name.toLowerCase()] = String(value);
      },
      end: (body: string | undefined) =>
        resolve({ status: outgoing.statusCode, headers, body: Buffer.from(body ?? '') }),
    };
    server.emit('request', incoming, outgoing);
  });
}
