import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Key } from '../messages/key.ts';
import { apiFunction, json, problem } from './api-function.ts';

/** A synchronous read of one thing by its key. */
export interface Read {
  readonly name: string;
  /** The path parameter that names the thing, or those that do together. */
  readonly parameter: string | readonly string[];
  /** Names of query parameters that are ids; each may be absent. @default none */
  readonly query?: readonly string[];
  /**
   * `undefined` is a 404. The answer is sent as JSON. `others`: the further parameters, and those of the query that are
   * there; `here`: the address of the API as the caller knows it, e.g. `https://reads.example.com/prod`.
   */
  read(
    key: string,
    others: Readonly<Record<string, string>>,
    here: () => string,
  ): Promise<object | undefined>;
  /** What else is read of the thing, by the last part of its path, e.g. `pop`. @default nothing */
  readonly below?: Readonly<Record<string, Read['read']>>;
}

/** The edge of every read: 200, or a problem body (RFC 9457) with 400, 404, 500 or 503. */
export const apiRead = (what: Read) =>
  apiFunction({
    name: what.name,
    async answer(event) {
      const names = [what.parameter].flat();
      const path = Object.fromEntries(names.map((name) => [name, event.pathParameters?.[name] ?? '']));
      const given = { ...path, ...named(what.query ?? [], event.queryStringParameters) };
      const wrong = Object.entries(given).find(([, value]) => !Key.safeParse(value).success);
      if (wrong !== undefined) return problem(400, `${wrong[0]} is not an id`);
      const { [names[0] ?? '']: key = '', ...others } = given;
      const read = what.below?.[event.resource.split('/').at(-1) ?? ''] ?? what.read;
      const found = await read(key, others, () => addressOf(event));
      return found ? json(200, 'application/json', found) : problem(404, `no such ${what.name}`);
    },
  });

/** What stands before the resource in the address that was asked: the host, and the stage where no domain hides it. */
function addressOf({ headers, resource, requestContext }: APIGatewayProxyEvent): string {
  const { domainName = '', path } = requestContext;
  const before = path.split('/').slice(0, 1 - resource.split('/').length);
  return `${headers['X-Forwarded-Proto'] ?? 'https'}://${domainName}${before.join('/')}`;
}

function named(
  names: readonly string[],
  given: Readonly<Record<string, string | undefined>> | null,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = given?.[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
