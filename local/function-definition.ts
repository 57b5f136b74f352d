import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Blueprint } from './blueprint.ts';
import { REGION } from './physical-names.ts';
import { FunctionProperties } from './resource-schemas.ts';

/** A function as it will run. `taskRoot` is the bundled asset's directory; memory in megabytes. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  readonly handler: string;
  readonly taskRoot: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly reservedConcurrency: number | undefined;
  readonly accessKeyId: string;
  /** The whole environment of its processes, but for PATH. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Every function of the assembly.
 * @param awsUrl where the engines listen.
 * @throws when a function's code is no directory asset of this assembly.
 */
export function functionDefinitions(
  blueprint: Blueprint,
  assetDirectories: ReadonlyMap<string, string>,
  awsUrl: string,
): readonly FunctionDefinition[] {
  return blueprint.ofType('AWS::Lambda::Function', FunctionProperties).map((resource) => {
    const { name, properties } = resource;
    const label = `${resource.stackName}/${resource.logicalId} (${resource.type})`;
    const taskRoot = assetDirectories.get(properties.Code.S3Key);
    if (taskRoot === undefined)
      throw new Error(`${label}: asset ${properties.Code.S3Key} is not in the assembly`);
    if (!statSync(taskRoot, { throwIfNoEntry: false })?.isDirectory())
      throw new Error(`${label}: asset ${taskRoot} is not a directory`);
    const accessKeyId = accessKeyOf(name);
    return {
      name,
      arn: resource.arn ?? name,
      handler: properties.Handler,
      taskRoot,
      timeoutSeconds: properties.Timeout,
      memoryMegabytes: properties.MemorySize,
      reservedConcurrency: properties.ReservedConcurrentExecutions,
      accessKeyId,
      environment: {
        ...properties.Environment.Variables,
        ...lambdaVariables(name, taskRoot, properties),
        ...awsEnvironment(awsUrl, accessKeyId),
      },
    };
  });
}

/** What an AWS SDK needs in its environment to find the engines. */
export const awsEnvironment = (awsUrl: string, accessKeyId: string): Record<string, string> => ({
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_SQS: awsUrl,
  AWS_ENDPOINT_URL_S3: awsUrl,
  AWS_ENDPOINT_URL_SNS: awsUrl,
  AWS_ENDPOINT_URL_DYNAMODB: awsUrl,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: awsUrl,
});

// Source: AWS Lambda Developer Guide, "Defined runtime environment variables".
const lambdaVariables = (
  name: string,
  taskRoot: string,
  { Handler, MemorySize, LoggingConfig }: ReturnType<typeof FunctionProperties.parse>,
): Record<string, string> => ({
  _HANDLER: Handler,
  LAMBDA_TASK_ROOT: taskRoot,
  TZ: ':UTC',
  LANG: 'en_US.UTF-8',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
  AWS_LAMBDA_LOG_GROUP_NAME: LoggingConfig.LogGroup ?? `/aws/lambda/${name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: 'local',
  AWS_LAMBDA_LOG_FORMAT: LoggingConfig.LogFormat === 'JSON' ? 'JSON' : 'Text',
  ...(LoggingConfig.ApplicationLogLevel === undefined
    ? {}
    : { AWS_LAMBDA_LOG_LEVEL: LoggingConfig.ApplicationLogLevel }),
});

// Twenty characters, as real ones have; the engines tell functions apart by it.
const accessKeyOf = (functionName: string): string =>
  `LOCAL${createHash('sha256').update(functionName).digest('hex').slice(0, 15).toUpperCase()}`;
