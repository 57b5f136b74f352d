import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type * as z from 'zod/mini';
import { apiFunction, json, problem } from './api-function.ts';
import { parsedBody } from './api-write.ts';

/** A session and what it is good for. */
interface OfCustomer {
  readonly customerId: string;
}

/** A function whose callers first get a session, which opens the paths of one customer. */
export interface SessionApi<
  S extends OfCustomer,
  Request extends z.core.$ZodType,
  Word extends z.core.$ZodType,
> {
  readonly name: string;
  /** `POST session`: an object opens one, `not_signed_in` is 401 and `unknown_reference` 404. */
  readonly request: Request;
  open(request: z.output<Request>): Promise<object | 'not_signed_in' | 'unknown_reference'>;
  /** The session of a token that still holds. */
  session(token: string): Promise<S | undefined>;
  /** `GET customers/{customerId}/<name>`. `undefined` is a 404. */
  readonly reads: Readonly<Record<string, (session: S) => Promise<object | undefined>>>;
  /** `POST customers/{customerId}/<name>`, with a body. */
  readonly word: Word;
  readonly writes: Readonly<Record<string, (session: S, word: z.output<Word>) => Promise<object>>>;
}

/**
 * The edge of sessions: 200, or a problem body (RFC 9457) with 400 naming the fields, 401 without a session that holds,
 * 403 for another customer than the session's, 404, 500 or 503.
 */
export const apiSession = <
  S extends OfCustomer,
  Request extends z.core.$ZodType,
  Word extends z.core.$ZodType,
>(
  what: SessionApi<S, Request, Word>,
) =>
  apiFunction({
    name: what.name,
    async answer(event) {
      const customerId = event.pathParameters?.customerId;
      if (customerId == null) return opened(await what.open(parsedBody(what.request, event)));
      const session = await what.session(bearer(event));
      if (session === undefined) return problem(401, 'the session has ended, or there was none');
      if (session.customerId !== customerId) return problem(403, 'the session is for another customer');
      return answered(what, session, event);
    },
  });

async function answered<S extends OfCustomer, Request extends z.core.$ZodType, Word extends z.core.$ZodType>(
  { reads, writes, word }: SessionApi<S, Request, Word>,
  session: S,
  event: APIGatewayProxyEvent,
): Promise<APIGatewayProxyResult> {
  const name = event.resource.split('/').at(-1) ?? '';
  const write = event.httpMethod === 'POST' ? writes[name] : undefined;
  const found = write ? await write(session, parsedBody(word, event)) : await reads[name]?.(session);
  return found ? json(200, 'application/json', found) : problem(404, 'there is no such thing');
}

function opened(session: object | 'not_signed_in' | 'unknown_reference'): APIGatewayProxyResult {
  if (session === 'not_signed_in') return problem(401, 'the platform does not know this token');
  if (session === 'unknown_reference') return problem(404, 'no such reference');
  if (typeof session === 'string') throw new Error('a session is no text');
  return json(200, 'application/json', session);
}

/** Header names come as they were sent. (RFC 6750, section 2.1) */
function bearer({ headers }: APIGatewayProxyEvent): string {
  const [, value = ''] =
    Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  return /^Bearer ([\x21-\x7e]+)$/i.exec(value)?.[1] ?? '';
}
