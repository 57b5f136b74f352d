import type { z } from 'zod';
import * as schemas from '../api-schemas.ts';
import type { Blueprint, BlueprintResource } from '../blueprint.ts';
import { rootResourceId } from '../physical-names.ts';
import { grantsFor } from './access.ts';
import type { Api, ApiMethod } from './api.ts';
import { apiMethod, type MethodParts } from './api-method.ts';
import { checkGatewayResponse } from './gateway-responses.ts';
import { pathShape, type Resource } from './routes.ts';

type ResourceOf<Schema extends z.ZodType> = BlueprintResource<z.infer<Schema>>;

/** What the methods of an API connect to. */
export type Backends = Pick<MethodParts, 'aws' | 'invoke'>;

/**
 * Every REST API of the assembly.
 * @throws an error naming stack, logical id and type for anything that is not interpreted, and for a path and method
 * that two APIs share: here they share one port.
 */
export function readApis(blueprint: Blueprint, backends: Backends): readonly Api[] {
  const access = {
    apiKeys: blueprint.ofType('AWS::ApiGateway::ApiKey', schemas.ApiKeyProperties),
    usagePlans: blueprint.ofType('AWS::ApiGateway::UsagePlan', schemas.UsagePlanProperties),
    usagePlanKeys: blueprint.ofType('AWS::ApiGateway::UsagePlanKey', schemas.UsagePlanKeyProperties),
  };
  const stages = blueprint.ofType('AWS::ApiGateway::Stage', schemas.StageProperties);
  const responses = blueprint.ofType('AWS::ApiGateway::GatewayResponse', schemas.GatewayResponseProperties);
  for (const response of responses) labelled(response, () => checkGatewayResponse(response.properties));
  const parts = {
    ...backends,
    models: blueprint.ofType('AWS::ApiGateway::Model', schemas.ModelProperties),
    validators: blueprint.ofType('AWS::ApiGateway::RequestValidator', schemas.ValidatorProperties),
  };
  const methods = blueprint.ofType('AWS::ApiGateway::Method', schemas.MethodProperties);
  const paths = blueprint.ofType('AWS::ApiGateway::Resource', schemas.ResourceProperties);
  const apis = blueprint.ofType('AWS::ApiGateway::RestApi', schemas.RestApiProperties).map((api): Api => {
    const [stage, ...more] = stages.filter(({ properties }) => properties.RestApiId === api.name);
    if (stage === undefined || more.length > 0)
      throw new Error(
        `${api.stackName}/${api.logicalId} (${api.type}): exactly one stage is supported locally`,
      );
    const own = methods.filter(({ properties }) => properties.RestApiId === api.name);
    return {
      id: api.name,
      stageName: stage.properties.StageName,
      resources: resourcesOf(api.name, paths, own, (method, resourcePath) =>
        labelled(method, () =>
          apiMethod(method.properties, resourcePath, { ...parts, stage: stage.properties }),
        ),
      ),
      gatewayResponses: new Map(
        responses
          .filter(({ properties }) => properties.RestApiId === api.name)
          .map(({ properties }) => [properties.ResponseType, properties]),
      ),
      grants: grantsFor(access, api.name, stage.properties.StageName),
    };
  });
  refuseSharedRoutes(apis);
  return apis;
}

function resourcesOf(
  apiId: string,
  paths: readonly ResourceOf<typeof schemas.ResourceProperties>[],
  methods: readonly ResourceOf<typeof schemas.MethodProperties>[],
  prepare: (method: ResourceOf<typeof schemas.MethodProperties>, path: string) => ApiMethod,
): readonly Resource<ApiMethod>[] {
  const pathOf = (id: string): string => {
    if (id === rootResourceId(apiId)) return '';
    const resource = paths.find(({ name }) => name === id);
    if (resource === undefined) throw new Error(`no resource ${id} in ${apiId}`);
    return `${pathOf(resource.properties.ParentId)}/${resource.properties.PathPart}`;
  };
  const byResource = Map.groupBy(methods, ({ properties }) => properties.ResourceId);
  return [...byResource].map(([id, own]) => {
    const path = pathOf(id) || '/';
    return {
      path,
      methods: new Map(own.map((method) => [method.properties.HttpMethod, prepare(method, path)])),
    };
  });
}

function labelled<Value>(
  { stackName, logicalId, type }: BlueprintResource<unknown>,
  prepare: () => Value,
): Value {
  try {
    return prepare();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${stackName}/${logicalId} (${type}): ${reason}`, { cause: error });
  }
}

function refuseSharedRoutes(apis: readonly Api[]): void {
  const owners = new Map<string, string>();
  for (const { id, resources } of apis)
    for (const { path, methods } of resources)
      for (const httpMethod of methods.keys()) {
        const route = `${httpMethod} ${pathShape(path)}`;
        const owner = owners.get(route);
        if (owner !== undefined) throw new Error(`${owner} and ${id} both answer ${httpMethod} ${path}`);
        owners.set(route, id);
      }
}
