import type { Duration } from 'aws-cdk-lib';
import {
  Architecture,
  type Code,
  type FunctionProps,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface FunctionSettings {
  readonly code: Code;
  readonly timeout: Duration;
  /** How long its log is kept, days; one of CloudWatch's steps. */
  readonly logDays: RetentionDays | number;
}

/** What every function has in common: Node 24 on arm64, JSON logs in a group of its own. */
export function functionDefaults(scope: Construct, settings: FunctionSettings) {
  return {
    code: settings.code,
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: 512,
    timeout: settings.timeout,
    loggingFormat: LoggingFormat.JSON,
    systemLogLevelV2: SystemLogLevel.WARN,
    logGroup: new LogGroup(scope, 'Log', { retention: settings.logDays }),
  } satisfies Partial<FunctionProps>;
}
