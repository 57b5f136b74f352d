import type { Call } from './call.ts';
import type { SystemName } from './system-name.ts';

/** A request as a simulator saw it. */
export interface RecordedRequest {
  /** When it arrived by the simulator's clock, ISO 8601. */
  readonly at: string;
  /** Milliseconds on this process' monotonic clock; orders requests across simulators. */
  readonly arrivedMs: number;
  readonly system: SystemName;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** Names in lower case; of Authorization only the scheme is kept: `Bearer ***`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON or form, text where it is neither; absent when there was none. */
  readonly body?: unknown;
  /** The status that was sent; `never` while or because none was, `reset` when the socket was destroyed. */
  readonly answeredStatus: number | 'never' | 'reset';
}

/** The requests one simulator has seen, in order of arrival. */
export interface Recording {
  /** Notes a request; the function it gives back notes the end of it. */
  add(call: Call): (answered: RecordedRequest['answeredStatus']) => void;
  requests(): readonly RecordedRequest[];
  clear(): void;
}

/** An empty recording for one system. */
export function recording(system: SystemName): Recording {
  let entries: { request: RecordedRequest }[] = [];
  return {
    add(call) {
      const entry = { request: recorded(system, call) };
      entries.push(entry);
      return (answeredStatus) => {
        entry.request = { ...entry.request, answeredStatus };
      };
    },
    requests: () => entries.map((entry) => entry.request),
    clear() {
      entries = [];
    },
  };
}

function recorded(system: SystemName, call: Call): RecordedRequest {
  const { authorization, ...headers } = call.headers;
  const scheme = authorization?.split(' ')[0];
  return {
    at: call.at.toISOString(),
    arrivedMs: call.arrivedMs,
    system,
    method: call.method,
    path: call.path,
    query: call.query,
    headers: scheme === undefined ? headers : { ...headers, authorization: `${scheme} ***` },
    ...(call.body === undefined ? {} : { body: call.body }),
    answeredStatus: 'never',
  };
}
