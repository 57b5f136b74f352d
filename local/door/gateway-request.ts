import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { readBody } from '../http-server.ts';

/** Largest request body API Gateway takes. Source: "Amazon API Gateway quotas", payload size. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** A request as the gateway sees it. `headers` has lower-case names; `rawHeaders` keeps them as sent. */
export interface GatewayRequest {
  readonly id: string;
  readonly extendedId: string;
  readonly receivedAt: Date;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: ReadonlyMap<string, string>;
  readonly rawHeaders: readonly (readonly [string, string])[];
  readonly body: string;
  readonly tooLarge: boolean;
  readonly sourceIp: string;
}

/** Reads a request to its end. Bytes that are no UTF-8 become replacement characters, as at the gateway. */
export async function gatewayRequest(incoming: IncomingMessage): Promise<GatewayRequest> {
  const receivedAt = new Date();
  const { bytes, tooLarge } = await readBody(incoming, MAX_BODY_BYTES);
  const { pathname, searchParams } = new URL(`http://door${incoming.url ?? '/'}`);
  const rawHeaders = pairs(incoming.rawHeaders);
  return {
    id: randomUUID(),
    // Fifteen characters and an equals sign, the shape of real ones.
    extendedId: `${randomBytes(12).toString('base64url').slice(0, 15)}=`,
    receivedAt,
    method: incoming.method ?? 'GET',
    path: pathname,
    query: searchParams,
    headers: new Map(rawHeaders.map(([name, value]) => [name.toLowerCase(), value])),
    rawHeaders,
    body: bytes.toString('utf8'),
    tooLarge,
    sourceIp: incoming.socket.remoteAddress ?? '',
  };
}

/** The content type without its parameters; the gateway takes a missing one for JSON. */
export const contentType = (request: GatewayRequest): string =>
  (request.headers.get('content-type') ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? '';

function pairs(flat: readonly string[]): readonly (readonly [string, string])[] {
  const result: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2)
    result.push([flat[index] ?? '', flat[index + 1] ?? '']);
  return result;
}
