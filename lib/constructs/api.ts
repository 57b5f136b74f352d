import { CfnOutput, Size } from 'aws-cdk-lib';
import {
  ApiKeySourceType,
  AuthorizationType,
  CfnRestApi,
  EndpointType,
  type IResource,
  type MethodDeploymentOptions,
  MethodLoggingLevel,
  type MethodOptions,
  type RequestValidator,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { accessLog, executionLog } from './api-logs.ts';

export interface ApiProps {
  /** Under which CloudWatch counts it: no two APIs of an account may share one. */
  readonly name: string;
  readonly description: string;
  /** First part of every path behind the API's own host name. */
  readonly stageName: string;
  readonly ratePerSecond: number;
  readonly burst: number;
  /** How long its logs are kept, days; one of CloudWatch's steps. */
  readonly logDays: number;
  /** Whether any method asks for a key: then one key and its usage plan are made. */
  readonly keyed: boolean;
  /** Whether nobody is asked who they are: it refuses nobody for it. @default somebody is */
  readonly open?: boolean;
  /** Methods that anybody may call, e.g. `/v1/iot/POST`: one request a second each. @default none */
  readonly openMethods?: readonly string[];
  /** Only the local stage chooses its key. @default AWS makes one of 40 characters */
  readonly apiKeyValue?: string;
}

/**
 * Gateway responses and what their problem bodies say. `retryAfter` in seconds. The two defaults keep the status the
 * gateway gives them: they stand for refusals of any kind.
 */
const PROBLEMS: readonly {
  type: ResponseType;
  status?: number;
  title: string;
  detail: string;
  retryAfter?: number;
}[] = [
  {
    type: ResponseType.BAD_REQUEST_BODY,
    status: 400,
    title: 'Bad Request',
    detail: '$context.error.validationErrorString',
  },
  {
    type: ResponseType.BAD_REQUEST_PARAMETERS,
    status: 400,
    title: 'Bad Request',
    detail: 'a parameter is missing or wrong',
  },
  {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: 403,
    title: 'Forbidden',
    detail: 'no such door, or no credentials',
  },
  {
    type: ResponseType.INVALID_API_KEY,
    status: 403,
    title: 'Forbidden',
    detail: 'x-api-key is missing or wrong',
  },
  {
    type: ResponseType.ACCESS_DENIED,
    status: 403,
    title: 'Forbidden',
    detail: 'these credentials may not do this',
  },
  {
    type: ResponseType.INVALID_SIGNATURE,
    status: 403,
    title: 'Forbidden',
    detail: 'the request signature is wrong',
  },
  {
    type: ResponseType.EXPIRED_TOKEN,
    status: 403,
    title: 'Forbidden',
    detail: 'the credentials have expired',
  },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: 413,
    title: 'Content Too Large',
    detail: 'the body is larger than 10 MB',
  },
  {
    type: ResponseType.UNSUPPORTED_MEDIA_TYPE,
    status: 415,
    title: 'Unsupported Media Type',
    detail: 'send application/json',
  },
  {
    type: ResponseType.THROTTLED,
    status: 429,
    title: 'Too Many Requests',
    detail: 'slow down',
    retryAfter: 1,
  },
  {
    type: ResponseType.QUOTA_EXCEEDED,
    status: 429,
    title: 'Too Many Requests',
    detail: 'the quota is used up',
    retryAfter: 3600,
  },
  {
    type: ResponseType.INTEGRATION_FAILURE,
    status: 503,
    title: 'Service Unavailable',
    detail: 'try again',
    retryAfter: 5,
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    status: 503,
    title: 'Service Unavailable',
    detail: 'try again',
    retryAfter: 5,
  },
  {
    type: ResponseType.DEFAULT_4XX,
    title: 'Request refused',
    detail: 'the request cannot be served',
  },
  {
    type: ResponseType.DEFAULT_5XX,
    title: 'Gateway failure',
    detail: 'try again',
    retryAfter: 5,
  },
];

/** Refusals of callers who are asked who they are. A stack holds at most 500 resources, and each refusal is one. */
const OF_KNOWN_CALLERS: ReadonlySet<ResponseType> = new Set([
  ResponseType.INVALID_API_KEY,
  ResponseType.ACCESS_DENIED,
  ResponseType.INVALID_SIGNATURE,
  ResponseType.EXPIRED_TOKEN,
  ResponseType.QUOTA_EXCEEDED,
]);

/** A problem body (RFC 9457) in the gateway's variable syntax. */
export function problemTemplate(status: number | undefined, title: string, detail: string): string {
  const known = status === undefined ? '' : `"status":${status},`;
  return `{"type":"about:blank","title":"${title}",${known}"detail":"${detail}","requestId":"$context.extendedRequestId"}`;
}

/** A regional REST API whose every refusal is a problem body; throttled, logged, and keyed where asked. */
export class Api extends Construct {
  readonly rest: RestApi;
  /** Holds what a method asks for: its body's model and its parameters. */
  readonly validator: RequestValidator;

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    this.rest = new RestApi(this, 'Rest', {
      restApiName: props.name,
      description: props.description,
      endpointTypes: [EndpointType.REGIONAL],
      apiKeySourceType: ApiKeySourceType.HEADER,
      cloudWatchRole: false,
      minCompressionSize: Size.kibibytes(1),
      deployOptions: {
        stageName: props.stageName,
        throttlingRateLimit: props.ratePerSecond,
        throttlingBurstLimit: props.burst,
        metricsEnabled: true,
        ...accessLog(this, props.logDays),
        ...(props.openMethods && { methodOptions: slowed(props.openMethods) }),
      },
    });
    acceptTls12(this.rest);
    executionLog(this, this.rest, props.stageName, props.logDays);
    this.validator = this.rest.addRequestValidator('Validator', {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    for (const { type, status, title, detail, retryAfter } of PROBLEMS) {
      if (props.open && OF_KNOWN_CALLERS.has(type)) continue;
      this.rest.addGatewayResponse(`Problem${type.responseType}`, {
        type,
        ...(status !== undefined && { statusCode: String(status) }),
        responseHeaders: {
          'Content-Type': "'application/problem+json'",
          ...(retryAfter !== undefined && { 'Retry-After': `'${retryAfter}'` }),
        },
        templates: { 'application/json': problemTemplate(status, title, detail) },
      });
    }
    if (props.keyed) this.addKey(props);
    new CfnOutput(this, 'Url', { value: this.rest.url });
  }

  private addKey(props: ApiProps): void {
    const key = this.rest.addApiKey('Key', { ...(props.apiKeyValue && { value: props.apiKeyValue }) });
    const plan = this.rest.addUsagePlan('Plan', {
      apiStages: [{ stage: this.rest.deploymentStage }],
      throttle: { rateLimit: props.ratePerSecond, burstLimit: props.burst },
    });
    plan.addApiKey(key);
    new CfnOutput(this, 'KeyId', { value: key.keyId });
  }
}

/**
 * TLS 1.2 and 1.3 alone: a regional API takes 1.0 as well unless it is told not to.
 * (API Gateway guide, "Supported security policies")
 */
function acceptTls12(rest: RestApi): void {
  const resource = rest.node.defaultChild;
  if (!CfnRestApi.isCfnRestApi(resource)) throw new Error(`${rest.node.path} is an imported API`);
  resource.securityPolicy = 'SecurityPolicy_TLS13_1_2_2021_06';
  resource.endpointAccessMode = 'BASIC';
}

/** A method's own settings replace those of its stage, so all are said again. */
function slowed(methods: readonly string[]): Record<string, MethodDeploymentOptions> {
  const options = {
    throttlingRateLimit: 1,
    throttlingBurstLimit: 2,
    metricsEnabled: true,
    loggingLevel: MethodLoggingLevel.ERROR,
    dataTraceEnabled: false,
  };
  return Object.fromEntries(methods.map((method) => [method, options]));
}

/** The authorization of a method by its stage setting. */
export function authorization(auth: 'iam' | 'apiKey'): MethodOptions {
  return auth === 'iam'
    ? { authorizationType: AuthorizationType.IAM, apiKeyRequired: false }
    : { authorizationType: AuthorizationType.NONE, apiKeyRequired: true };
}

/** The resource at a path such as `v1/alerts`, made where it is missing. */
export const resourceAt = (rest: RestApi, path: string): IResource =>
  path.split('/').reduce((at: IResource, part) => at.getResource(part) ?? at.addResource(part), rest.root);
