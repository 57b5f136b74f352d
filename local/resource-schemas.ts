import { z } from 'zod';

// Accepted and left alone: it changes no behaviour a laptop can show.
const ignored = z.unknown().optional();
// CloudFormation accepts numbers and booleans as text.
const number = z.coerce.number();
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

/** `AWS::SQS::Queue`. Durations in seconds, size in bytes. */
export const QueueProperties = z.strictObject({
  QueueName: z.string().optional(),
  VisibilityTimeout: number.optional(),
  DelaySeconds: number.optional(),
  MessageRetentionPeriod: number.optional(),
  MaximumMessageSize: number.optional(),
  ReceiveMessageWaitTimeSeconds: number.optional(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: number }).optional(),
  RedriveAllowPolicy: ignored,
  SqsManagedSseEnabled: ignored,
  KmsMasterKeyId: ignored,
  KmsDataKeyReusePeriodSeconds: ignored,
  Tags: ignored,
});

const KeySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

/** `AWS::DynamoDB::Table`. Nothing expires here: every reader compares the expiry itself, because TTL deletes late. */
export const TableProperties = z.strictObject({
  TableName: z.string().optional(),
  KeySchema,
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.string() })),
  GlobalSecondaryIndexes: z
    .array(
      z.strictObject({
        IndexName: z.string(),
        KeySchema,
        Projection: z.strictObject({
          ProjectionType: z.string(),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
        ProvisionedThroughput: ignored,
        OnDemandThroughput: ignored,
        WarmThroughput: ignored,
        ContributorInsightsSpecification: ignored,
      }),
    )
    .default([]),
  TimeToLiveSpecification: ignored,
  BillingMode: ignored,
  ProvisionedThroughput: ignored,
  OnDemandThroughput: ignored,
  WarmThroughput: ignored,
  PointInTimeRecoverySpecification: ignored,
  SSESpecification: ignored,
  DeletionProtectionEnabled: ignored,
  ContributorInsightsSpecification: ignored,
  TableClass: ignored,
  Tags: ignored,
});

/** `AWS::S3::Bucket`. Lifecycle, encryption and access settings are the cloud's concern. */
export const BucketProperties = z.strictObject({
  BucketName: z.string().optional(),
  AccessControl: ignored,
  BucketEncryption: ignored,
  LifecycleConfiguration: ignored,
  LoggingConfiguration: ignored,
  OwnershipControls: ignored,
  PublicAccessBlockConfiguration: ignored,
  VersioningConfiguration: ignored,
  Tags: ignored,
});

/** `AWS::SNS::Topic`. Who subscribes is the cloud's concern. */
export const TopicProperties = z.strictObject({
  TopicName: z.string().optional(),
  DisplayName: ignored,
  KmsMasterKeyId: ignored,
  Tags: ignored,
});

/** `AWS::Lambda::Function`. Timeout in seconds, memory in megabytes. */
export const FunctionProperties = z.strictObject({
  FunctionName: z.string().optional(),
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
  Handler: z.string(),
  Environment: z
    .strictObject({ Variables: z.record(z.string(), z.coerce.string()).default({}) })
    .default({ Variables: {} }),
  Timeout: number.default(3),
  MemorySize: number.default(128),
  LoggingConfig: z
    .object({
      LogFormat: z.string().optional(),
      ApplicationLogLevel: z.string().optional(),
      LogGroup: z.string().optional(),
    })
    .default({}),
  ReservedConcurrentExecutions: number.optional(),
  Runtime: z.string().regex(/^nodejs/, 'only Node.js runtimes run locally'),
  Architectures: ignored,
  Description: ignored,
  EphemeralStorage: ignored,
  KmsKeyArn: ignored,
  RecursiveLoop: ignored,
  Role: ignored,
  RuntimeManagementConfig: ignored,
  Tags: ignored,
  TracingConfig: ignored,
});

/** `AWS::Lambda::EventSourceMapping` of a queue. The window is in seconds. */
export const MappingProperties = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: number.default(10),
  MaximumBatchingWindowInSeconds: number.default(0),
  ScalingConfig: z.strictObject({ MaximumConcurrency: number.optional() }).default({}),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  Enabled: flag.default(true),
  MetricsConfig: ignored,
  Tags: ignored,
});

/** `AWS::Events::Rule`: a schedule or a pattern, towards functions and queues. */
export const RuleProperties = z.strictObject({
  Name: z.string().optional(),
  ScheduleExpression: z.string().optional(),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  EventBusName: z.string().default('default'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z
    .array(
      z.strictObject({
        Arn: z.string(),
        Id: z.string(),
        Input: z.string().optional(),
        InputPath: z.string().optional(),
        DeadLetterConfig: ignored,
        RetryPolicy: ignored,
        RoleArn: ignored,
      }),
    )
    .default([]),
  Description: ignored,
  RoleArn: ignored,
  Tags: ignored,
});
