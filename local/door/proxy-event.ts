import type { GatewayRequest } from './gateway-request.ts';
import type { TemplateInput } from './vtl.ts';

/** The event of an AWS_PROXY integration, payload version 1.0. Names without values are null, as at the gateway. */
export function proxyEvent(request: GatewayRequest, { context, path, query }: TemplateInput) {
  const names = [...new Set(request.query.keys())];
  return {
    resource: context.resourcePath,
    path: request.path,
    httpMethod: request.method,
    // The gateway says how it was asked.
    headers: { ...Object.fromEntries(request.rawHeaders), 'X-Forwarded-Proto': 'http' },
    multiValueHeaders: grouped(request.rawHeaders),
    queryStringParameters: names.length === 0 ? null : query,
    multiValueQueryStringParameters:
      names.length === 0 ? null : Object.fromEntries(names.map((name) => [name, request.query.getAll(name)])),
    pathParameters: Object.keys(path).length === 0 ? null : path,
    stageVariables: null,
    requestContext: { ...context, resourceId: context.resourcePath },
    body: request.body === '' ? null : request.body,
    isBase64Encoded: false,
  };
}

function grouped(pairs: readonly (readonly [string, string])[]): Readonly<Record<string, readonly string[]>> {
  const groups = Map.groupBy(pairs, ([name]) => name);
  return Object.fromEntries([...groups].map(([name, same]) => [name, same.map(([, value]) => value)]));
}
