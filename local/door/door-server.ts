import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeServer, listen } from '../http-server.ts';
import type { Api } from './api.ts';
import { answerRequest } from './door.ts';
import { type GatewayRequest, gatewayRequest } from './gateway-request.ts';
import type { Answer } from './outcome.ts';

/** Takes a request whose path begins with `/__`; false leaves it to the APIs. */
export type Extras = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Is told what the APIs answered to a request. */
export type AnswerListener = (request: GatewayRequest, answer: Answer) => void;

/** What stands beside the APIs. */
export interface Beside {
  readonly extras?: Extras | undefined;
  readonly answered?: AnswerListener | undefined;
}

/** The open door. */
export interface DoorServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Opens the door on a loopback port; 0 takes any free one.
 * @throws `port N is taken`
 */
export async function openDoor(
  apis: readonly Api[],
  port: number,
  { extras, answered }: Beside,
): Promise<DoorServer> {
  const server = createServer((incoming, outgoing) => {
    if (incoming.url?.startsWith('/__') && extras?.(incoming, outgoing) === true) return;
    gatewayRequest(incoming)
      .then(async (request) => {
        const answer = await answerRequest(apis, request);
        answered?.(request, answer);
        return answer;
      })
      .catch(interrupted)
      .then((answer) => send(outgoing, answer));
  });
  server.keepAliveTimeout = 60_000;
  const taken = await listen(server, port);
  return { url: `http://127.0.0.1:${taken}`, stop: () => closeServer(server) };
}

// Only a caller that hung up, or an address that is none, gets here.
const interrupted = (error: unknown): Answer => ({
  status: 400,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message: `Bad request: ${error instanceof Error ? error.message : String(error)}` }),
});

function send(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  outgoing.statusCode = status;
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  outgoing.setHeader('content-length', Buffer.byteLength(body));
  outgoing.end(body);
}
