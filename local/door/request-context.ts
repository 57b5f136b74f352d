import { ACCOUNT } from '../physical-names.ts';
import type { GatewayRequest } from './gateway-request.ts';

/** Where a request arrived. `resourcePath` is empty when it matched no resource. */
export interface Arrival {
  readonly apiId: string;
  readonly stageName: string;
  readonly resourcePath: string;
  readonly apiKey: { readonly id: string; readonly value: string } | undefined;
}

/** The `$context` of templates and of the event a function receives. */
export function requestContext(request: GatewayRequest, { apiId, stageName, resourcePath, apiKey }: Arrival) {
  return {
    accountId: ACCOUNT,
    apiId,
    // As behind a domain of its own: one address for all APIs, without stage names.
    domainName: request.headers.get('host') ?? '',
    domainPrefix: apiId,
    extendedRequestId: request.extendedId,
    httpMethod: request.method,
    identity: {
      apiKey: apiKey?.value ?? null,
      apiKeyId: apiKey?.id ?? null,
      sourceIp: request.sourceIp,
      userAgent: request.headers.get('user-agent') ?? null,
    },
    path: request.path,
    protocol: 'HTTP/1.1',
    requestId: request.id,
    requestTime: commonLogTime(request.receivedAt),
    requestTimeEpoch: request.receivedAt.getTime(),
    resourcePath,
    stage: stageName,
  };
}

/** What `requestContext` gives. */
export type RequestContext = ReturnType<typeof requestContext>;

const VARIABLES: ReadonlySet<string> = new Set([
  'accountId',
  'apiId',
  'domainName',
  'domainPrefix',
  'extendedRequestId',
  'httpMethod',
  'identity.apiKey',
  'identity.apiKeyId',
  'identity.sourceIp',
  'identity.userAgent',
  'path',
  'protocol',
  'requestId',
  'requestTime',
  'requestTimeEpoch',
  'resourcePath',
  'stage',
]);

/**
 * Stops at a `$context` variable that is not interpreted.
 * @param more names that are known in this place besides the usual ones.
 * @throws naming the variable.
 */
export function checkVariables(template: string, more: readonly string[] = []): void {
  for (const [variable, name = ''] of template.matchAll(/\$!?\{?context\.([A-Za-z]+(?:\.[A-Za-z]+)*)/g))
    if (!VARIABLES.has(name) && !more.includes(name))
      throw new Error(`template variable ${variable} is not supported locally`);
}

// As in access logs: 09/Apr/2015:12:34:56 +0000.
function commonLogTime(instant: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(instant.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
