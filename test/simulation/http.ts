import {
  type HttpAnswer,
  type HttpClient,
  type HttpRequest,
  NoAnswerError,
  NotSentError,
} from '../../functions/adapters/http.ts';
import type { Process, Processes } from './processes.ts';
import type { Fate, Simulation } from './simulation.ts';

/** What a host does with one request. */
export type Reply =
  | { readonly kind: 'answer'; readonly answer: HttpAnswer; readonly afterMs: number }
  /** Nothing ever comes back. */
  | { readonly kind: 'silence' }
  /** The connection breaks after the request. */
  | { readonly kind: 'reset' }
  /** No connection comes about: the request never leaves. */
  | { readonly kind: 'unreachable' };

/** A host at the other end: acts at once, in the step in which it is asked. */
export type Host = (request: HttpRequest) => Reply;

/**
 * How long a worker may stand still between the last question before the socket and the socket, ms: the dialing
 * protocol assumes that the function's time-out bounds it.
 */
const LONGEST_BEFORE_SOCKET_MS = 30_000;

const PLANNED_LATE_MS = 60_000;

/** An answer of this status; a body that is not text is sent as JSON. */
export function answered(
  status: number,
  body: unknown = '',
  headers: HttpAnswer['headers'] = {},
  afterMs = 0,
): Reply {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { kind: 'answer', answer: { status, headers, body: text }, afterMs };
}

/** A client of one process for one host, under the product's own contract: one attempt, one deadline. */
export function httpTo(
  host: Host,
  { simulation, processes, process }: { simulation: Simulation; processes: Processes; process: Process },
): HttpClient {
  const { timeline } = simulation;
  return {
    async send(request, beforeSocket) {
      if (beforeSocket && !beforeSocket()) throw new NotSentError('no longer allowed to send');
      const deadline = timeline.now() + request.deadlineMs;
      return processes.ask(process, {
        name: `${request.method} ${request.path}`,
        ...(beforeSocket && { longestPauseMs: LONGEST_BEFORE_SOCKET_MS }),
        serve(fate, answer) {
          const late = (): void => answer(() => raise(new NoAnswerError('no complete answer')));
          const reply = replyOf(host, request, fate, (later) =>
            timeline.at(timeline.now() + PLANNED_LATE_MS, later),
          );
          simulation.trace(() => `${process.name} ${request.method} ${request.path}: ${replyText(reply)}`);
          switch (reply.kind) {
            case 'unreachable':
              answer(() => raise(new NotSentError('the connection was not established')));
              break;
            case 'reset':
              late();
              break;
            case 'silence':
              timeline.at(deadline, late);
              break;
            case 'answer': {
              const at = timeline.now() + reply.afterMs;
              if (at > deadline) timeline.at(deadline, late);
              else timeline.at(at, () => answer(() => reply.answer));
              break;
            }
            default:
              reply satisfies never;
          }
        },
      });
    },
  };
}

function replyOf(
  host: Host,
  request: HttpRequest,
  fate: Fate | undefined,
  later: (event: () => void) => void,
): Reply {
  switch (fate) {
    case 'not applied':
      return { kind: 'unreachable' };
    case 'reply lost':
      host(request);
      return { kind: 'silence' };
    case 'applied late':
      later(() => void host(request));
      return { kind: 'silence' };
    default:
      return host(request);
  }
}

const replyText = (reply: Reply): string =>
  reply.kind === 'answer' ? `${reply.answer.status} ${reply.answer.body.slice(0, 80)}` : reply.kind;

function raise(error: Error): never {
  throw error;
}
