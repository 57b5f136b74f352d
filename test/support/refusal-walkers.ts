import { z } from 'zod';
import { eachOfType, ofType, referredId, unless, type Walker } from './template-walkers.ts';

const RESPONSE = 'AWS::ApiGateway::GatewayResponse';

/** Every way the gateway refuses a caller of ours, and the two that stand for the rest (Gateway response types). */
const REFUSALS = [
  'ACCESS_DENIED',
  'BAD_REQUEST_BODY',
  'BAD_REQUEST_PARAMETERS',
  'DEFAULT_4XX',
  'DEFAULT_5XX',
  'EXPIRED_TOKEN',
  'INTEGRATION_FAILURE',
  'INTEGRATION_TIMEOUT',
  'INVALID_API_KEY',
  'INVALID_SIGNATURE',
  'MISSING_AUTHENTICATION_TOKEN',
  'QUOTA_EXCEEDED',
  'REQUEST_TOO_LARGE',
  'THROTTLED',
  'UNSUPPORTED_MEDIA_TYPE',
];

/** Those of callers who are asked for a key or a signature. */
const OF_KNOWN_CALLERS = [
  'ACCESS_DENIED',
  'EXPIRED_TOKEN',
  'INVALID_API_KEY',
  'INVALID_SIGNATURE',
  'QUOTA_EXCEEDED',
];

const Asking = z.looseObject({
  RestApiId: z.unknown(),
  AuthorizationType: z.string(),
  ApiKeyRequired: z.boolean().default(false),
});

const GatewayResponse = z.looseObject({
  ResponseType: z.string(),
  RestApiId: z.unknown(),
  /** Absent on the two defaults, which keep the status the gateway gives. */
  StatusCode: z.string().optional(),
  ResponseParameters: z.record(z.string(), z.string()).default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
});

/** What the gateway puts for a variable between quotes; anything else it does not know there. */
const VALUES: Readonly<Record<string, string>> = {
  '$context.error.validationErrorString':
    '[object has missing required properties ([\\"idempotencyKey\\",\\"sensorId\\"])]',
  '$context.extendedRequestId': 'Mq3xkE7RoAMFZzw=',
};

const Problem = z.strictObject({
  type: z.literal('about:blank'),
  title: z.string().min(1),
  status: z.number().optional(),
  detail: z.string().min(1),
  requestId: z.literal(VALUES['$context.extendedRequestId'] ?? ''),
});

/** Every API refuses in problem bodies (RFC 9457), and says when to come back wherever coming back helps. */
export const refusalsAreProblems: Walker = (resources) => [
  ...eachOfType(resources, 'AWS::ApiGateway::RestApi', z.looseObject({}), (_api, { id }) => {
    const types = ofType(resources, RESPONSE)
      .map(({ properties }) => GatewayResponse.parse(properties))
      .filter(({ RestApiId }) => referredId(RestApiId) === id)
      .map(({ ResponseType }) => ResponseType);
    const asks = ofType(resources, 'AWS::ApiGateway::Method')
      .map(({ properties }) => Asking.parse(properties))
      .some(
        ({ RestApiId, AuthorizationType, ApiKeyRequired }) =>
          referredId(RestApiId) === id && (AuthorizationType !== 'NONE' || ApiKeyRequired),
      );
    return REFUSALS.filter((type) => asks || !OF_KNOWN_CALLERS.includes(type))
      .filter((type) => !types.includes(type))
      .map((type) => `has no answer for ${type}`);
  }),
  ...eachOfType(resources, RESPONSE, GatewayResponse, (response) => {
    const headers = response.ResponseParameters;
    return [
      ...bodyFindings(response),
      ...unless(
        headers['gatewayresponse.header.Content-Type'] === "'application/problem+json'",
        'is not sent as a problem',
      ),
      ...unless(
        !['429', '503'].includes(response.StatusCode ?? '') ||
          /^'\d+'$/.test(headers['gatewayresponse.header.Retry-After'] ?? ''),
        'does not say when to come back',
      ),
    ];
  }),
];

function bodyFindings({ ResponseTemplates, StatusCode }: z.infer<typeof GatewayResponse>): string[] {
  const templates = Object.values(ResponseTemplates);
  if (templates.length === 0) return ['has no body'];
  return templates.flatMap((template) => {
    const body = template.replace(/\$context(?:\.\w+)+/g, (variable) => VALUES[variable] ?? variable);
    const problem = Problem.safeParse(parsed(body));
    if (!problem.success) return [`is no problem: ${body}`];
    return [
      ...unless(!body.includes('$context'), `has a variable the gateway does not know: ${body}`),
      ...unless(
        problem.data.status?.toString() === StatusCode,
        `says ${problem.data.status}, is ${StatusCode}`,
      ),
    ];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
