import { isSigned } from './access.ts';
import type { Api, ApiMethod } from './api.ts';
import { contentType, type GatewayRequest } from './gateway-request.ts';
import { refusalAnswer } from './gateway-responses.ts';
import { type Answer, type Outcome, refuse } from './outcome.ts';
import { requestContext } from './request-context.ts';
import { type Match, matchPath } from './routes.ts';
import type { TemplateInput } from './vtl.ts';

/**
 * Answers one request as API Gateway would: route, authorization, key and limits, size, content type, validation,
 * integration, in this order. All APIs share one address, without stage names.
 */
export async function answerRequest(apis: readonly Api[], request: GatewayRequest): Promise<Answer> {
  const { api, match, method } = arrival(apis, request);
  if (api === undefined) return { status: 404, headers: {}, body: '' };
  const resourcePath = match?.resource.path ?? '';
  const grant = method?.needsApiKey === true ? grantOf(api, request) : undefined;
  const context = requestContext(request, {
    apiId: api.id,
    stageName: api.stageName,
    resourcePath,
    apiKey: grant,
  });
  const input = {
    body: request.body,
    context,
    path: match?.parameters ?? {},
    query: Object.fromEntries(request.query),
    headers: request.headers,
  };
  const outcome =
    method === undefined
      ? refuse('MISSING_AUTHENTICATION_TOKEN')
      : (admission(api, method, request) ??
        validity(method, request, input) ??
        (await run(method, request, input)));
  const answer =
    outcome.kind === 'answer'
      ? outcome.answer
      : refusalAnswer(outcome.refusal, api.gatewayResponses, context);
  const ids = { 'x-amzn-requestid': request.id, 'x-amz-apigw-id': request.extendedId };
  return { ...answer, headers: { ...ids, ...answer.headers } };
}

interface Arrival {
  readonly api: Api | undefined;
  readonly match: Match<ApiMethod> | undefined;
  readonly method: ApiMethod | undefined;
}

// A path that no API knows is refused in the words of the first.
function arrival(apis: readonly Api[], { path, method }: GatewayRequest): Arrival {
  const arrivals = apis.map((api) => {
    const match = matchPath(api.resources, path);
    const found = match?.resource.methods.get(method) ?? match?.resource.methods.get('ANY');
    return { api, match, method: found };
  });
  return (
    arrivals.find((each) => each.method !== undefined) ??
    arrivals.find((each) => each.match !== undefined) ??
    arrivals[0] ?? { api: undefined, match: undefined, method: undefined }
  );
}

const grantOf = ({ grants }: Api, request: GatewayRequest) =>
  grants.find(({ value }) => value === request.headers.get('x-api-key'));

function admission(api: Api, method: ApiMethod, request: GatewayRequest): Outcome | undefined {
  if (method.needsSignature && !isSigned(request)) return refuse('MISSING_AUTHENTICATION_TOKEN');
  if (method.needsApiKey) {
    const grant = grantOf(api, request);
    if (grant === undefined) return refuse('INVALID_API_KEY');
    const refused = grant.refuses(`${method.resourcePath}/${method.httpMethod}`, request.receivedAt);
    if (refused !== undefined) return refuse(refused);
  }
  if (method.throttle?.admit(request.receivedAt.getTime()) === false) return refuse('THROTTLED');
  return request.tooLarge ? refuse('REQUEST_TOO_LARGE') : undefined;
}

function validity(method: ApiMethod, request: GatewayRequest, input: TemplateInput): Outcome | undefined {
  const type = contentType(request);
  if (!method.integration.accepts(type)) return refuse('UNSUPPORTED_MEDIA_TYPE');
  const missing = method.requiredParameters.filter((name) => !hasParameter(name, input));
  if (missing.length > 0)
    return refuse('BAD_REQUEST_PARAMETERS', {
      message: `Missing required request parameters: [${missing.map((name) => name.replace(/^\w+\./, '')).join(', ')}]`,
    });
  const validationError = method.validations.get(type)?.(request.body);
  return validationError === undefined ? undefined : refuse('BAD_REQUEST_BODY', { validationError });
}

function hasParameter(qualified: string, { path, query, headers }: TemplateInput): boolean {
  const [place = '', ...rest] = qualified.split('.');
  const name = rest.join('.');
  if (place === 'header') return (headers.get(name.toLowerCase()) ?? '') !== '';
  return ((place === 'path' ? path : query)[name] ?? '') !== '';
}

async function run(method: ApiMethod, request: GatewayRequest, input: TemplateInput): Promise<Outcome> {
  try {
    return await method.integration.run({ request, contentType: contentType(request), input });
  } catch (error) {
    console.error(`${method.httpMethod} ${method.resourcePath} failed:`, error);
    return refuse('API_CONFIGURATION_ERROR');
  }
}
