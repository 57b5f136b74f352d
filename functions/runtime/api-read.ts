import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { TransientError } from '../errors.ts';
import { Key } from '../messages/key.ts';
import { observer } from './observability.ts';

/** A synchronous read of one thing by its key. */
export interface Read {
  readonly name: string;
  /** The path parameter that names the thing. */
  readonly parameter: string;
  /** `undefined` is a 404. The answer is sent as JSON. */
  read(key: string): Promise<object | undefined>;
}

/** The edge of every read: 200, or a problem body (RFC 9457) with 400, 404, 500 or 503. */
export function apiRead(what: Read) {
  const watch = observer(what.name);

  async function answer(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
    const key = event.pathParameters?.[what.parameter] ?? '';
    if (!Key.safeParse(key).success) return problem(400, `${what.parameter} is not an id`);
    const found = await what.read(key);
    return found ? json(200, 'application/json', found) : problem(404, `no such ${what.name}`);
  }

  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>({ timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(watch.logger))
    .handler(async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
      try {
        const answered = await answer(event);
        watch.ended({ outcome: `answered_${answered.statusCode}` }, {});
        return answered;
      } catch (error) {
        watch.failed(error, {});
        return error instanceof TransientError
          ? problem(503, 'a store cannot be read now; ask again')
          : problem(500, 'an unexpected failure');
      }
    });
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

function problem(status: number, detail: string): APIGatewayProxyResult {
  return json(status, 'application/problem+json', {
    type: 'about:blank',
    title: TITLES[status],
    status,
    detail,
  });
}

function json(statusCode: number, contentType: string, body: object): APIGatewayProxyResult {
  return {
    statusCode,
    headers: { 'content-type': contentType, 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
