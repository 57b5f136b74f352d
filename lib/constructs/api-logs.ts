import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  LogGroupLogDestination,
  MethodLoggingLevel,
  type RestApi,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** Ids, times and verdicts of a request: no body, no address, and the path as a template, without its ids. */
const FIELDS = {
  requestId: '$context.requestId',
  edgeId: '$context.extendedRequestId',
  at: '$context.requestTime',
  method: '$context.httpMethod',
  path: '$context.resourcePath',
  status: '$context.status',
  refusal: '$context.error.responseType',
  apiKeyId: '$context.identity.apiKeyId',
  integrationStatus: '$context.integration.status',
  integrationLatencyMs: '$context.integration.latency',
  latencyMs: '$context.responseLatency',
};

/**
 * One line for each request, and the gateway's own words only where an integration fails; never what was sent.
 * API Gateway writes with the role that the account has set for it in this region.
 * (API Gateway guide, "Set up CloudWatch logging for REST APIs")
 */
export function accessLog(scope: Construct, logDays: number): StageOptions {
  return {
    accessLogDestination: new LogGroupLogDestination(group(scope, 'AccessLog', logDays)),
    accessLogFormat: AccessLogFormat.custom(JSON.stringify(FIELDS)),
    loggingLevel: MethodLoggingLevel.ERROR,
    dataTraceEnabled: false,
  };
}

/** Makes the group of the gateway's own words before the gateway does, which would keep them for ever. */
export function executionLog(scope: Construct, rest: RestApi, stageName: string, logDays: number): void {
  const name = `API-Gateway-Execution-Logs_${rest.restApiId}/${stageName}`;
  rest.deploymentStage.node.addDependency(group(scope, 'ExecutionLog', logDays, name));
}

function group(scope: Construct, id: string, retention: number, logGroupName?: string): LogGroup {
  return new LogGroup(scope, id, {
    retention,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(logGroupName !== undefined && { logGroupName }),
  });
}
