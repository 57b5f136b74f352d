import type { IncomingMessage } from 'node:http';
import { mediaTypeOf } from './openapi-request.ts';

/** One request as it came in. */
export interface Call {
  readonly at: Date;
  readonly arrivedMs: number;
  readonly method: string;
  /** Without the query, still percent-encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: string;
  /** Parsed JSON or form; the raw text where it is neither; undefined when empty. */
  readonly body: unknown;
}

/**
 * Reads a request body, or undefined when it is longer than `maxBytes`; the rest is read and thrown away.
 * @throws Error when the client gives up half way
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk);
    size += buffer.length;
    if (size <= maxBytes) chunks.push(buffer);
  }
  return size > maxBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}

/** A request and its body as a call. */
export function callOf(request: IncomingMessage, rawBody: string, at: Date): Call {
  const [path = '/', search = ''] = (request.url ?? '/').split('?', 2);
  const headers = flatHeaders(request);
  return {
    at,
    arrivedMs: performance.now(),
    method: request.method ?? 'GET',
    path,
    query: grouped(new URLSearchParams(search)),
    headers,
    rawBody,
    body: parsedBody(headers['content-type'], rawBody),
  };
}

function flatHeaders(request: IncomingMessage): Record<string, string> {
  const entries = Object.entries(request.headers);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

function grouped(parameters: URLSearchParams): Record<string, readonly string[]> {
  return Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]));
}

function parsedBody(contentType: string | undefined, rawBody: string): unknown {
  if (rawBody === '') return undefined;
  if (mediaTypeOf(contentType) === 'application/x-www-form-urlencoded') {
    // A field given twice stays a list, which no contract's form takes.
    const fields = Object.entries(grouped(new URLSearchParams(rawBody)));
    return Object.fromEntries(fields.map(([name, values]) => [name, values.length > 1 ? values : values[0]]));
  }
  try {
    return JSON.parse(rawBody);
  } catch {
    return rawBody;
  }
}
