import { buildApp } from 'fauxqs';
import type { Engine, EngineRequest } from './engine.ts';
import { fauxqsStores } from './fauxqs-internals.ts';
import { REGION } from './physical-names.ts';

// The injected body has its own length, and the server in front owns the connection.
const REQUEST_ONLY = new Set(['connection', 'content-length', 'transfer-encoding', 'expect']);
const RESPONSE_ONLY = new Set(['connection', 'transfer-encoding']);

/**
 * SQS, S3 and SNS. State lives in memory, or in `directory` when given.
 * Only SQS's JSON protocol is answered, and `StartMessageMoveTask` is not.
 */
export async function startFauxqsEngine(directory: string | undefined): Promise<Engine> {
  const { stores, close } = await fauxqsStores(directory);
  const app = buildApp({ logger: false, host: 'localhost', defaultRegion: REGION, stores });
  await app.ready();
  const inFlight = new Set<Promise<unknown>>();
  return {
    handle: async ({ method, path, headers, body }: EngineRequest) => {
      const answer = app.inject({
        method: injectable(method),
        url: path,
        headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !REQUEST_ONLY.has(name))),
        ...(body.length > 0 ? { payload: body } : {}),
      });
      inFlight.add(answer);
      const response = await answer.finally(() => inFlight.delete(answer));
      const answered = Object.entries(response.headers)
        .filter(([name, value]) => value !== undefined && !RESPONSE_ONLY.has(name))
        .map(([name, value]) => [name, String(value)] as const);
      return {
        status: response.statusCode,
        headers: Object.fromEntries(answered),
        body: response.rawPayload,
      };
    },
    stop: async () => {
      // A long poll that arrives while the engine closes is not among those it cancels.
      const nudge = setInterval(() => stores.sqsStore.shutdown(), 20);
      await Promise.allSettled(inFlight);
      clearInterval(nudge);
      await app.close();
      close();
    },
  };
}

function injectable(method: string) {
  switch (method) {
    case 'GET':
    case 'HEAD':
    case 'PUT':
    case 'POST':
    case 'DELETE':
      return method;
    default:
      throw new Error(`method ${method} is not answered by SQS or S3`);
  }
}
