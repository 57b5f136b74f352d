import { z } from 'zod';
import type { AwsEndpoint } from './aws-endpoint.ts';
import type { Blueprint, BlueprintResource } from './blueprint.ts';
import { type EngineRequest, formRequest, jsonRequest, type Service } from './engine.ts';
import type { PartitionKeyOf } from './engine-call.ts';
import { BucketProperties, QueueProperties, TableProperties, TopicProperties } from './resource-schemas.ts';

type Table = BlueprintResource<z.infer<typeof TableProperties>>;

/** The resources that hold something. */
export interface Storage {
  readonly queues: readonly BlueprintResource<z.infer<typeof QueueProperties>>[];
  readonly tables: readonly Table[];
  readonly buckets: readonly BlueprintResource<z.infer<typeof BucketProperties>>[];
  readonly topics: readonly BlueprintResource<z.infer<typeof TopicProperties>>[];
}

/** Every queue, table, bucket and topic of the assembly. */
export const readStorage = (blueprint: Blueprint): Storage => ({
  queues: blueprint.ofType('AWS::SQS::Queue', QueueProperties),
  tables: blueprint.ofType('AWS::DynamoDB::Table', TableProperties),
  buckets: blueprint.ofType('AWS::S3::Bucket', BucketProperties),
  topics: blueprint.ofType('AWS::SNS::Topic', TopicProperties),
});

/** Names the partition key of a table or index, for the record of calls. */
export function partitionKeys(tables: readonly Table[]): PartitionKeyOf {
  return (table, index) => {
    const properties = tables.find(({ name }) => name === table)?.properties;
    const indexed = properties?.GlobalSecondaryIndexes.find(({ IndexName }) => IndexName === index);
    const keys = index === undefined ? properties?.KeySchema : indexed?.KeySchema;
    return keys?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
  };
}

/**
 * Creates what is missing and leaves what is there, so a data directory can be opened again.
 * @throws when an engine refuses, or a table kept in the data directory has other keys than the template.
 */
export async function provision(
  aws: AwsEndpoint,
  { queues, tables, buckets, topics }: Storage,
): Promise<void> {
  const call = (service: Service, request: EngineRequest) => aws.call(service, request);
  for (const { name, properties, ref } of queues) {
    const { QueueName: _name, RedrivePolicy, ...rest } = properties;
    await expectOk(`queue ${name}`, call('sqs', jsonRequest('AmazonSQS.CreateQueue', { QueueName: name })));
    const numbers = Object.entries(rest).filter(([, value]) => typeof value === 'number');
    const Attributes = {
      ...Object.fromEntries(numbers.map(([attribute, value]) => [attribute, String(value)])),
      ...(RedrivePolicy === undefined ? {} : { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
    };
    const request = jsonRequest('AmazonSQS.SetQueueAttributes', { QueueUrl: ref, Attributes });
    await expectOk(`queue ${name}`, call('sqs', request));
  }
  for (const { name } of buckets)
    await expectOk(
      `bucket ${name}`,
      call('s3', { method: 'PUT', path: `/${name}`, headers: {}, body: Buffer.alloc(0) }),
      ['BucketAlreadyOwnedByYou', 'BucketAlreadyExists'],
    );
  for (const { name } of topics)
    await expectOk(`topic ${name}`, call('sns', formRequest({ Action: 'CreateTopic', Name: name })));
  for (const table of tables) await createTable(aws, table);
}

async function createTable(aws: AwsEndpoint, { name, properties }: Table): Promise<void> {
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } = properties;
  const content = {
    TableName: name,
    KeySchema,
    AttributeDefinitions,
    BillingMode: 'PAY_PER_REQUEST',
    ...(GlobalSecondaryIndexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: GlobalSecondaryIndexes.map((index) => ({
            IndexName: index.IndexName,
            KeySchema: index.KeySchema,
            Projection: index.Projection,
          })),
        }),
  };
  const request = jsonRequest('DynamoDB_20120810.CreateTable', content);
  await expectOk(`table ${name}`, aws.call('dynamodb', request), ['ResourceInUseException']);
  for (;;) {
    const described = await describeTable(aws, name);
    if (described.TableStatus === 'ACTIVE') return expectSameKeys(name, properties, described);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const Keys = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
const Described = z.object({
  TableStatus: z.string(),
  KeySchema: Keys,
  GlobalSecondaryIndexes: z.array(z.object({ IndexName: z.string(), KeySchema: Keys })).default([]),
});

async function describeTable(aws: AwsEndpoint, name: string): Promise<z.infer<typeof Described>> {
  const request = jsonRequest('DynamoDB_20120810.DescribeTable', { TableName: name });
  const response = await aws.call('dynamodb', request);
  return z.object({ Table: Described }).parse(JSON.parse(response.body.toString('utf8'))).Table;
}

function expectSameKeys(name: string, wanted: Table['properties'], found: z.infer<typeof Described>): void {
  const shape = (keys: z.infer<typeof Keys>) =>
    keys.map((key) => `${key.KeyType} ${key.AttributeName}`).sort();
  const whole = ({
    KeySchema,
    GlobalSecondaryIndexes,
  }: Pick<z.infer<typeof Described>, 'KeySchema' | 'GlobalSecondaryIndexes'>) =>
    JSON.stringify([
      shape(KeySchema),
      GlobalSecondaryIndexes.map((index) => [index.IndexName, shape(index.KeySchema)]).sort(),
    ]);
  if (whole(wanted) !== whole(found))
    throw new Error(`table ${name} has other keys than its template; start with another data directory`);
}

async function expectOk(
  what: string,
  answer: ReturnType<AwsEndpoint['call']>,
  accepted: readonly string[] = [],
): Promise<void> {
  const { status, body } = await answer;
  const text = body.toString('utf8');
  if (status < 300 || accepted.some((code) => text.includes(code))) return;
  throw new Error(`${what} cannot be created: ${text}`);
}
