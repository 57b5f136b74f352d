import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { RejectedError, TransientError } from '../errors.ts';
import { observer } from './observability.ts';

/** A function that answers requests itself. */
export interface ApiFunction {
  readonly name: string;
  /**
   * The answer to a request.
   * @throws {RejectedError} the request cannot be used: its message is told with 400
   * @throws {TransientError} a store cannot be reached: told with 503
   */
  answer(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult>;
}

/** The edge of every synchronous function: its answer, or a problem body (RFC 9457) with 400, 500 or 503. */
export function apiFunction(what: ApiFunction) {
  const watch = observer(what.name);

  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>({ timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(watch.logger))
    .handler(async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
      try {
        const answered = await what.answer(event);
        watch.ended({ outcome: `answered_${answered.statusCode}` }, {});
        return answered;
      } catch (error) {
        if (error instanceof RejectedError) {
          watch.ended({ outcome: 'answered_400', reason: error.reason }, {});
          return problem(400, error.message);
        }
        watch.failed(error, {});
        return error instanceof TransientError
          ? problem(503, 'a store cannot be reached now; ask again')
          : problem(500, 'an unexpected failure');
      }
    });
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** A problem body. `detail` is ours and tells nothing of what was sent. */
export function problem(status: number, detail: string): APIGatewayProxyResult {
  return json(status, 'application/problem+json', {
    type: 'about:blank',
    title: TITLES[status],
    status,
    detail,
  });
}

/** An answer that nobody keeps. */
export function json(statusCode: number, contentType: string, body: object): APIGatewayProxyResult {
  return {
    statusCode,
    headers: { 'content-type': contentType, 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
