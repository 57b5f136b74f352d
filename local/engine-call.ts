import { dynamoTouches } from './dynamo-touches.ts';
import type { EngineRequest, Service } from './engine.ts';
import { targetAction } from './engine.ts';
import { isObject } from './json.ts';
import { s3Touch } from './s3-touch.ts';

/**
 * One use of an engine. `functionName` is undefined for the doors, the pollers and outside clients.
 * `resource` is a queue name, `table` or `table/index/name`, `bucket` or `bucket/key`,
 * or the ARN of a topic or secret.
 * `leadingKeys` are the partition-key values of a DynamoDB call, empty where it names none.
 */
export interface EngineCall {
  readonly at: Date;
  readonly functionName: string | undefined;
  readonly service: Service;
  readonly action: string;
  readonly resource: string;
  readonly leadingKeys: readonly string[];
}

/** What one request does to one resource. */
export type Touch = Pick<EngineCall, 'action' | 'resource' | 'leadingKeys'>;

/** The partition key of a table, or of one of its indexes, where it is known. */
export type PartitionKeyOf = (table: string, index: string | undefined) => string | undefined;

/** Everything a request touches: one entry per table for DynamoDB's batches, one otherwise. */
export function touches(service: Service, request: EngineRequest, keyOf: PartitionKeyOf): readonly Touch[] {
  const action = targetAction(request);
  switch (service) {
    case 's3':
      return [s3Touch(request)];
    case 'dynamodb':
      return dynamoTouches(action, parsed(request), keyOf);
    case 'sqs':
      return [{ action, resource: queueName(parsed(request)), leadingKeys: [] }];
    case 'sns':
      return [topicTouch(request)];
    case 'secretsmanager':
      return [{ action, resource: String(parsed(request).SecretId ?? ''), leadingKeys: [] }];
    default: {
      const unknown: never = service;
      return unknown;
    }
  }
}

function parsed(request: EngineRequest): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(request.body.toString('utf8'));
    return isObject(body) ? body : {};
  } catch {
    // The engine itself answers a malformed request; here it simply touches nothing by name.
    return {};
  }
}

/** SNS is asked in forms: the operation is a field of the body. */
function topicTouch(request: EngineRequest): Touch {
  const form = new URLSearchParams(request.body.toString('utf8'));
  return { action: form.get('Action') ?? '', resource: form.get('TopicArn') ?? '', leadingKeys: [] };
}

const queueName = (body: Readonly<Record<string, unknown>>): string =>
  typeof body.QueueUrl === 'string' ? (body.QueueUrl.split('/').at(-1) ?? '') : String(body.QueueName ?? '');
