import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  Architecture,
  type Code,
  type FunctionProps,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { DataIdentifier, DataProtectionPolicy, LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { allowLogging } from '../grants.ts';
import { ServiceRole } from './service-role.ts';

/**
 * What CloudWatch masks when a log is read, should anything of the kind ever get past the logger's own allow-list.
 * (CloudWatch Logs guide, "Types of data that you can protect")
 */
const MASKED = new DataProtectionPolicy({
  name: 'personal-data',
  description:
    'The last of three defences: messages carry no personal data, and the logger copies allowed fields only.',
  identifiers: [
    DataIdentifier.EMAILADDRESS,
    DataIdentifier.CREDITCARDNUMBER,
    DataIdentifier.PHONENUMBER_US,
    DataIdentifier.PHONENUMBER_GB,
    DataIdentifier.PHONENUMBER_DE,
    DataIdentifier.PHONENUMBER_FR,
  ],
});

export interface FunctionSettings {
  readonly code: Code;
  readonly timeout: Duration;
  /** How long its log is kept, days; one of CloudWatch's steps. */
  readonly logDays: RetentionDays | number;
}

/** What every function has in common: Node 24 on arm64, JSON logs in a group of its own, a role that may write there. */
export function functionDefaults(scope: Construct, settings: FunctionSettings) {
  const logGroup = new LogGroup(scope, 'Log', {
    retention: settings.logDays,
    // What must be kept is in the ledger; a teardown leaves no empty groups behind.
    removalPolicy: RemovalPolicy.DESTROY,
    dataProtectionPolicy: MASKED,
  });
  const role = new ServiceRole(scope, 'Role', 'lambda.amazonaws.com');
  allowLogging(role, logGroup);
  return {
    code: settings.code,
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: 512,
    timeout: settings.timeout,
    loggingFormat: LoggingFormat.JSON,
    systemLogLevelV2: SystemLogLevel.WARN,
    logGroup,
    role,
  } satisfies Partial<FunctionProps>;
}
