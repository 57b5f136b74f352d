import type { Service } from '../../local/engine.ts';
import type { EngineCall } from '../../local/engine-call.ts';
import type { LocalResource } from '../../local/local-resources.ts';
import type { AccessRequest } from './permission-evaluation.ts';

/** IAM's names for API operations, where they differ or where several share one. (Service Authorization Reference) */
const IAM_ACTIONS: Readonly<Record<Service, Readonly<Record<string, string>>>> = {
  sqs: {
    ...named('sqs', ['SendMessage', 'ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility']),
    ...named('sqs', ['GetQueueUrl', 'GetQueueAttributes']),
    SendMessageBatch: 'sqs:SendMessage',
    DeleteMessageBatch: 'sqs:DeleteMessage',
    ChangeMessageVisibilityBatch: 'sqs:ChangeMessageVisibility',
  },
  dynamodb: {
    ...named('dynamodb', ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan']),
    ...named('dynamodb', ['BatchGetItem', 'BatchWriteItem', 'DescribeTable']),
  },
  s3: {
    ...named('s3', ['GetObject', 'PutObject', 'DeleteObject', 'AbortMultipartUpload']),
    HeadObject: 's3:GetObject',
    HeadBucket: 's3:ListBucket',
    ListObjects: 's3:ListBucket',
    ListObjectsV2: 's3:ListBucket',
    CreateMultipartUpload: 's3:PutObject',
    UploadPart: 's3:PutObject',
    CompleteMultipartUpload: 's3:PutObject',
  },
  sns: named('sns', ['Publish']),
  secretsmanager: named('secretsmanager', ['GetSecretValue']),
};

function named(service: string, actions: readonly string[]): Record<string, string> {
  return Object.fromEntries(actions.map((action) => [action, `${service}:${action}`]));
}

/**
 * What IAM would have been asked for a call.
 * @throws for an operation whose IAM action is not known here, and for a resource that is not the app's
 */
export function accessRequest(call: EngineCall, resources: readonly LocalResource[]): AccessRequest {
  const { service, action: operation, leadingKeys } = call;
  const action = IAM_ACTIONS[service][operation];
  if (action === undefined) throw new Error(`${service} ${operation}: its IAM action is not known`);
  const resource = arnOf(call, resources);
  return service === 'dynamodb' ? { action, resource, leadingKeys } : { action, resource };
}

const TYPES: Readonly<Record<Service, string>> = {
  sqs: 'AWS::SQS::Queue',
  dynamodb: 'AWS::DynamoDB::Table',
  s3: 'AWS::S3::Bucket',
  sns: 'AWS::SNS::Topic',
  secretsmanager: '',
};

/** `table/index/due` and `bucket/key` are the ARN of the table or bucket and then the same rest. */
function arnOf({ service, resource }: EngineCall, resources: readonly LocalResource[]): string {
  if (service === 'secretsmanager' || service === 'sns') return resource;
  const [name, ...rest] = resource.split('/');
  const found = resources.find((known) => known.type === TYPES[service] && known.name === name);
  if (found?.arn === undefined) throw new Error(`${service} ${resource} is no resource of the app`);
  return [found.arn, ...rest].join('/');
}
