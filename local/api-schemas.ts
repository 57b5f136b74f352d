import { z } from 'zod';

const ignored = z.unknown().optional();
const number = z.coerce.number();
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
const texts = z.record(z.string(), z.string()).default({});
const Throttle = z.strictObject({ RateLimit: number.optional(), BurstLimit: number.optional() });

/** `AWS::ApiGateway::RestApi`, built from resources and methods; an OpenAPI body is not interpreted. */
export const RestApiProperties = z.strictObject({
  Name: ignored,
  Description: ignored,
  ApiKeySourceType: z.literal('HEADER').optional(),
  DisableExecuteApiEndpoint: ignored,
  EndpointConfiguration: ignored,
  MinimumCompressionSize: ignored,
  Policy: ignored,
  SecurityPolicy: ignored,
  EndpointAccessMode: ignored,
  Tags: ignored,
});

/** `AWS::ApiGateway::Resource`. */
export const ResourceProperties = z.strictObject({
  RestApiId: z.string(),
  ParentId: z.string(),
  PathPart: z.string(),
});

/** An integration response; `SelectionPattern` matches the whole backend status. */
const IntegrationResponse = z.strictObject({
  StatusCode: z.string(),
  SelectionPattern: z.string().optional(),
  ResponseTemplates: texts,
  ResponseParameters: texts,
});

/** `AWS::ApiGateway::Method`. */
export const MethodProperties = z.strictObject({
  RestApiId: z.string(),
  ResourceId: z.string(),
  HttpMethod: z.string(),
  AuthorizationType: z.enum(['NONE', 'AWS_IAM']).default('NONE'),
  ApiKeyRequired: flag.default(false),
  RequestModels: texts,
  RequestParameters: z.record(z.string(), flag).default({}),
  RequestValidatorId: z.string().optional(),
  OperationName: ignored,
  MethodResponses: z
    .array(
      z.strictObject({
        StatusCode: z.string(),
        ResponseModels: ignored,
        ResponseParameters: z.record(z.string(), flag).default({}),
      }),
    )
    .default([]),
  Integration: z.strictObject({
    Type: z.enum(['AWS', 'AWS_PROXY']),
    Uri: z.string(),
    IntegrationHttpMethod: z.literal('POST'),
    PassthroughBehavior: z.enum(['NEVER', 'WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES']).default('WHEN_NO_MATCH'),
    RequestTemplates: texts,
    RequestParameters: texts,
    IntegrationResponses: z.array(IntegrationResponse).default([]),
    TimeoutInMillis: number.default(29_000),
    Credentials: ignored,
  }),
});

/** `AWS::ApiGateway::Model`: a draft-04 JSON schema. */
export const ModelProperties = z.strictObject({
  RestApiId: z.string(),
  Name: z.string().optional(),
  ContentType: z.string().default('application/json'),
  Schema: z.record(z.string(), z.unknown()),
  Description: ignored,
});

/** `AWS::ApiGateway::RequestValidator`. */
export const ValidatorProperties = z.strictObject({
  RestApiId: z.string(),
  Name: ignored,
  ValidateRequestBody: flag.default(false),
  ValidateRequestParameters: flag.default(false),
});

/** `AWS::ApiGateway::GatewayResponse`. */
export const GatewayResponseProperties = z.strictObject({
  RestApiId: z.string(),
  ResponseType: z.string(),
  StatusCode: number.optional(),
  ResponseParameters: texts,
  ResponseTemplates: texts,
});

/** `AWS::ApiGateway::Stage`. Rates in requests per second. */
export const StageProperties = z.strictObject({
  RestApiId: z.string(),
  StageName: z.string(),
  MethodSettings: z
    .array(
      z.object({
        ResourcePath: z.string(),
        HttpMethod: z.string(),
        ThrottlingRateLimit: number.optional(),
        ThrottlingBurstLimit: number.optional(),
      }),
    )
    .default([]),
  AccessLogSetting: ignored,
  DeploymentId: ignored,
  Description: ignored,
  TracingEnabled: ignored,
  Tags: ignored,
});

/** `AWS::ApiGateway::ApiKey`. A generated value cannot be known here, so the template must give one. */
export const ApiKeyProperties = z.strictObject({
  Value: z.string({ error: 'the local system needs the key in the template' }),
  Enabled: flag.default(false),
  Name: ignored,
  Description: ignored,
  StageKeys: ignored,
  Tags: ignored,
});

/** `AWS::ApiGateway::UsagePlan`. Rates in requests per second; per-method throttles are keyed `/path/METHOD`. */
export const UsagePlanProperties = z.strictObject({
  ApiStages: z
    .array(
      z.strictObject({
        ApiId: z.string(),
        Stage: z.string(),
        Throttle: z.record(z.string(), Throttle).default({}),
      }),
    )
    .default([]),
  Throttle: Throttle.optional(),
  Quota: z
    .strictObject({ Limit: number, Period: z.enum(['DAY', 'WEEK', 'MONTH']), Offset: number.default(0) })
    .optional(),
  UsagePlanName: ignored,
  Description: ignored,
  Tags: ignored,
});

/** `AWS::ApiGateway::UsagePlanKey`. */
export const UsagePlanKeyProperties = z.strictObject({
  KeyId: z.string(),
  UsagePlanId: z.string(),
  KeyType: z.literal('API_KEY'),
});
