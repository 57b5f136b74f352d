import { createHash } from 'node:crypto';

/** The account every local resource lives in. */
export const ACCOUNT = '000000000000';
/** The region every local resource lives in. */
export const REGION = 'us-east-1';
/** The partition every local resource lives in. */
export const PARTITION = 'aws';

/** The resource a name or reference is wanted for; `name` is its physical name. */
export interface NamedResource {
  readonly type: string;
  readonly logicalId: string;
  readonly name: string;
}

interface Naming {
  readonly property: string;
  readonly maxLength: number;
  readonly ref?: 'name' | 'queueUrl' | 'arn';
  readonly arn?: (name: string) => string;
  readonly attributes?: Readonly<Record<string, 'name' | 'queueUrl' | 'rootResource' | 'domain'>>;
}

const arn = (service: string, resource: string) =>
  `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT}:${resource}`;

const NAMING: Readonly<Record<string, Naming>> = {
  'AWS::SQS::Queue': {
    property: 'QueueName',
    maxLength: 80,
    ref: 'queueUrl',
    arn: (name) => arn('sqs', name),
    attributes: { QueueName: 'name', QueueUrl: 'queueUrl' },
  },
  'AWS::DynamoDB::Table': {
    property: 'TableName',
    maxLength: 255,
    arn: (name) => arn('dynamodb', `table/${name}`),
  },
  'AWS::S3::Bucket': {
    property: 'BucketName',
    maxLength: 63,
    arn: (name) => `arn:${PARTITION}:s3:::${name}`,
    attributes: { DomainName: 'domain', RegionalDomainName: 'domain' },
  },
  'AWS::SNS::Topic': {
    property: 'TopicName',
    maxLength: 256,
    ref: 'arn',
    arn: (name) => arn('sns', name),
    attributes: { TopicName: 'name' },
  },
  'AWS::Lambda::Function': {
    property: 'FunctionName',
    maxLength: 64,
    arn: (name) => arn('lambda', `function:${name}`),
  },
  'AWS::Events::Rule': { property: 'Name', maxLength: 64, arn: (name) => arn('events', `rule/${name}`) },
  'AWS::Events::EventBus': {
    property: 'Name',
    maxLength: 256,
    arn: (name) => arn('events', `event-bus/${name}`),
    attributes: { Name: 'name' },
  },
  'AWS::ApiGateway::RestApi': {
    property: '',
    maxLength: 128,
    attributes: { RestApiId: 'name', RootResourceId: 'rootResource' },
  },
  'AWS::ApiGateway::Model': { property: 'Name', maxLength: 128 },
  'AWS::ApiGateway::Stage': { property: 'StageName', maxLength: 128 },
  'AWS::IAM::Role': {
    property: 'RoleName',
    maxLength: 64,
    arn: (name) => `arn:${PARTITION}:iam::${ACCOUNT}:role/${name}`,
  },
  'AWS::Logs::LogGroup': {
    property: 'LogGroupName',
    maxLength: 512,
    arn: (name) => arn('logs', `log-group:${name}:*`),
  },
  'AWS::CloudWatch::Alarm': {
    property: 'AlarmName',
    maxLength: 255,
    arn: (name) => arn('cloudwatch', `alarm:${name}`),
  },
};

const DEFAULT_NAMING: Naming = { property: '', maxLength: 255 };
const naming = (type: string): Naming => NAMING[type] ?? DEFAULT_NAMING;

/** The property that names a resource of this type, or an empty string where the type has none. */
export const nameProperty = (type: string): string => naming(type).property;

/** A stable name for a resource whose template gives none. Long names end in a hash, as CloudFormation's do. */
export function generatedName(type: string, stackName: string, logicalId: string): string {
  const full = `${stackName}-${logicalId}`;
  const cased = type === 'AWS::S3::Bucket' ? full.toLowerCase() : full;
  const { maxLength } = naming(type);
  if (cased.length <= maxLength) return cased;
  const hash = createHash('sha256').update(full).digest('hex').slice(0, 8);
  return `${cased.slice(0, maxLength - hash.length - 1)}-${hash}`;
}

/** What `Ref` gives. `awsUrl` is where the engines listen. */
export function refOf({ type, name }: NamedResource, awsUrl: string): string {
  const { ref = 'name', arn: arnOf } = naming(type);
  if (ref === 'queueUrl') return queueUrl(name, awsUrl);
  return ref === 'arn' ? (arnOf?.(name) ?? name) : name;
}

/** What `Fn::GetAtt` gives, or undefined where the type has no such attribute. */
export function attributeOf(resource: NamedResource, attribute: string, awsUrl: string): string | undefined {
  const { arn: arnOf, attributes } = naming(resource.type);
  if (attribute === 'Arn') return arnOf?.(resource.name);
  switch (attributes?.[attribute]) {
    case 'name':
      return resource.name;
    case 'queueUrl':
      return queueUrl(resource.name, awsUrl);
    case 'rootResource':
      return rootResourceId(resource.name);
    case 'domain':
      return `${resource.name}.s3.${REGION}.amazonaws.com`;
    default:
      return undefined;
  }
}

/** The queue's URL on the engines' endpoint, so that clients which use queue URLs as endpoints also arrive. */
export const queueUrl = (name: string, awsUrl: string): string => `${awsUrl}/${ACCOUNT}/${name}`;

/** The id of the root path of an API. */
export const rootResourceId = (restApiId: string): string => `${restApiId}/root`;
