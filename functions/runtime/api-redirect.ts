import type { APIGatewayProxyResult } from 'aws-lambda';
import { Key } from '../messages/key.ts';
import { apiFunction, problem } from './api-function.ts';

/** Addresses that browsers are sent on from. */
export interface Redirect {
  readonly name: string;
  /** The path parameter that names the address, which nobody can guess: there is no other credential. */
  readonly parameter: string;
  /** `undefined` is a 404. */
  find(key: string): Promise<string | undefined>;
}

/** The edge of a redirect: 302, or a problem body (RFC 9457) with 400, 404, 500 or 503. */
export const apiRedirect = ({ name, parameter, find }: Redirect) =>
  apiFunction({
    name,
    async answer({ pathParameters }) {
      const key = pathParameters?.[parameter] ?? '';
      if (!Key.safeParse(key).success) return problem(400, `${parameter} is not an id`);
      const url = await find(key);
      return url === undefined ? problem(404, `no such ${name}`) : redirect(url);
    },
  });

/** Nobody keeps it, and the page it leads to does not learn where the browser comes from. */
const redirect = (location: string): APIGatewayProxyResult => ({
  statusCode: 302,
  headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  body: '',
});
