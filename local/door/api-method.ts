import type { z } from 'zod';
import type { ModelProperties, StageProperties, ValidatorProperties } from '../api-schemas.ts';
import type { AwsEndpoint } from '../aws-endpoint.ts';
import type { BlueprintResource } from '../blueprint.ts';
import { rateOf } from './access.ts';
import type { ApiMethod } from './api.ts';
import { type BodyValidation, bodyValidation } from './body-validation.ts';
import type { MethodSettings } from './integration.ts';
import { type InvokeFunction, proxyIntegration } from './proxy-integration.ts';
import { sqsIntegration } from './sqs-integration.ts';
import { type Throttle, throttle } from './throttle.ts';

/** What a method refers to. */
export interface MethodParts {
  readonly aws: AwsEndpoint;
  readonly invoke: InvokeFunction;
  readonly models: readonly BlueprintResource<z.infer<typeof ModelProperties>>[];
  readonly validators: readonly BlueprintResource<z.infer<typeof ValidatorProperties>>[];
  readonly stage: z.infer<typeof StageProperties>;
}

/**
 * Prepares one method.
 * @throws for an integration, model or validator that is unknown or not interpreted.
 */
export function apiMethod(settings: MethodSettings, resourcePath: string, parts: MethodParts): ApiMethod {
  const validator = validatorOf(settings, parts);
  return {
    httpMethod: settings.HttpMethod,
    resourcePath,
    needsSignature: settings.AuthorizationType === 'AWS_IAM',
    needsApiKey: settings.ApiKeyRequired,
    throttle: stageThrottle(settings.HttpMethod, resourcePath, parts.stage),
    requiredParameters: validator?.ValidateRequestParameters === true ? requiredParameters(settings) : [],
    validations: validator?.ValidateRequestBody === true ? validations(settings, parts) : new Map(),
    integration:
      settings.Integration.Type === 'AWS_PROXY'
        ? proxyIntegration(settings, parts.invoke)
        : sqsIntegration(settings, parts.aws),
  };
}

function validatorOf({ RequestValidatorId }: MethodSettings, { validators }: MethodParts) {
  if (RequestValidatorId === undefined) return undefined;
  const validator = validators.find(({ name }) => name === RequestValidatorId);
  if (validator === undefined) throw new Error(`no request validator ${RequestValidatorId}`);
  return validator.properties;
}

const requiredParameters = ({ RequestParameters }: MethodSettings): readonly string[] =>
  Object.entries(RequestParameters)
    .filter(([, required]) => required)
    .map(([name]) => name.replace(/^method\.request\./, ''));

function validations(
  { RequestModels, RestApiId }: MethodSettings,
  { models }: MethodParts,
): ReadonlyMap<string, BodyValidation> {
  return new Map(
    Object.entries(RequestModels).map(([contentType, modelName]) => {
      const model = models.find(
        ({ name, properties }) => name === modelName && properties.RestApiId === RestApiId,
      );
      if (model === undefined) throw new Error(`no model ${modelName}`);
      return [contentType.toLowerCase(), bodyValidation(model.properties.Schema)] as const;
    }),
  );
}

// The most specific setting wins; in its path, slashes are written `~1`.
function stageThrottle(
  httpMethod: string,
  resourcePath: string,
  { MethodSettings }: MethodParts['stage'],
): Throttle | undefined {
  const path = `/${resourcePath.replaceAll('/', '~1')}`;
  const own = MethodSettings.find((each) => each.ResourcePath === path && each.HttpMethod === httpMethod);
  const general = MethodSettings.find((each) => each.ResourcePath === '/*' && each.HttpMethod === '*');
  const rate = [own, general]
    .map((setting) => rateOf(setting?.ThrottlingRateLimit, setting?.ThrottlingBurstLimit))
    .find((found) => found !== undefined);
  return rate === undefined ? undefined : throttle(rate);
}
