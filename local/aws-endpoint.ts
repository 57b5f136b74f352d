import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type EffectTap, openTap } from './effect-tap.ts';
import {
  type Engine,
  type EngineRequest,
  type EngineResponse,
  jsonResponse,
  SERVICES,
  type Service,
} from './engine.ts';
import { type EngineCall, type PartitionKeyOf, touches } from './engine-call.ts';
import { closeServer, listen, readBody } from './http-server.ts';

/** The one address all engines answer on. Every call through it is remembered. */
export interface AwsEndpoint {
  readonly url: string;
  readonly calls: readonly EngineCall[];
  /** Puts an engine behind the address; `keyOf` names partition keys for the record. */
  serve(engines: Readonly<Record<Service, Engine>>, keyOf: PartitionKeyOf): void;
  /** Recognizes a function's calls by its access key id. */
  identify(accessKeyId: string, functionName: string): void;
  /** Tells of every call from now on, when it has been carried out. */
  watch(listener: CallListener): void;
  /** A call from within the local system, remembered like any other. */
  call(service: Service, request: EngineRequest): Promise<EngineResponse>;
  stop(): Promise<void>;
}

/** Is told of a call to an engine. */
export type CallListener = (call: EngineCall) => void;

// A long session must not fill the memory; a test run stays far below.
const CALLS_KEPT = 500_000;

/**
 * Opens the address on a free loopback port; until engines serve it, calls are answered 503.
 * @param tap is asked to carry out every call. @default every call is carried out
 */
export async function openAwsEndpoint(tap: EffectTap = openTap): Promise<AwsEndpoint> {
  const calls: EngineCall[] = [];
  const listeners: CallListener[] = [];
  const functionNames = new Map<string, string>();
  let engines: Readonly<Record<Service, Engine>> | undefined;
  let keyOf: PartitionKeyOf = () => undefined;

  const call = async (service: Service, request: EngineRequest): Promise<EngineResponse> => {
    if (engines === undefined) return jsonResponse(503, { __type: 'ServiceUnavailable' });
    const functionName = functionNames.get(credential(request)?.accessKeyId ?? '');
    const at = new Date();
    const touched = touches(service, request, keyOf).map((touch) => ({
      at,
      functionName,
      service,
      ...touch,
    }));
    calls.push(...touched);
    if (calls.length > CALLS_KEPT) calls.splice(0, CALLS_KEPT / 2);
    const engine = engines[service];
    const effect = { system: service, action: touched[0]?.action ?? '', functionName };
    try {
      return await tap(effect, () => engine.handle(request));
    } finally {
      for (const listener of listeners) for (const touch of touched) listener(touch);
    }
  };
  const answer = async (incoming: IncomingMessage): Promise<EngineResponse> => {
    const request = await engineRequest(incoming);
    const service = credential(request)?.service;
    return service === undefined
      ? jsonResponse(403, {
          __type: 'MissingAuthenticationToken',
          message: 'No credentials for a known service',
        })
      : call(service, request);
  };
  const server = createServer((incoming, outgoing) => {
    answer(incoming)
      .catch((error: unknown) => jsonResponse(500, { __type: 'InternalError', message: String(error) }))
      .then((response) => reply(outgoing, response));
  });
  // SDK clients keep idle connections; closing them early would look like a network failure.
  server.keepAliveTimeout = 60_000;
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    serve: (served, partitionKeyOf) => {
      engines = served;
      keyOf = partitionKeyOf;
    },
    identify: (accessKeyId, functionName) => {
      functionNames.set(accessKeyId, functionName);
    },
    watch: (listener) => {
      listeners.push(listener);
    },
    call,
    stop: () => closeServer(server),
  };
}

async function engineRequest(incoming: IncomingMessage): Promise<EngineRequest> {
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const);
  return {
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    headers: Object.fromEntries(headers),
    body: (await readBody(incoming, Number.POSITIVE_INFINITY)).bytes,
  };
}

function reply(outgoing: ServerResponse, { status, headers, body }: EngineResponse): void {
  outgoing.writeHead(status, { ...headers, 'content-length': headers['content-length'] ?? body.length });
  outgoing.end(body);
}

// The signature's scope is `<key id>/<date>/<region>/<service>/aws4_request`, in a header or in a presigned URL.
function credential(request: EngineRequest) {
  const signed =
    /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1] ??
    new URL(`http://aws${request.path}`).searchParams.get('X-Amz-Credential');
  const [accessKeyId, , , name] = signed?.split('/') ?? [];
  return accessKeyId === undefined
    ? undefined
    : { accessKeyId, service: SERVICES.find((known) => known === name) };
}
