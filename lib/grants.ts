import { Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement, type PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';

/** Lets a function read one secret, and no other. */
export function allowSecret(grantee: IGrantable, secretArn: string): void {
  allow(grantee, { actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] });
}

/** Lets a function leave messages in these queues. */
export function allowSend(grantee: IGrantable, ...queues: readonly Queue[]): void {
  allow(grantee, { actions: ['sqs:SendMessage'], resources: queues.map(({ queueArn }) => queueArn) });
  allowKey(grantee, 'sqs', ['kms:GenerateDataKey', 'kms:Decrypt'], queues[0]?.encryptionMasterKey);
}

/**
 * Lets Lambda empty these queues into a function, under the function's role, and the function hide a message.
 * (SQS Developer Guide, "Configuring a queue to trigger a Lambda function": the first three)
 */
export function allowReceive(grantee: IGrantable, ...queues: readonly Queue[]): void {
  allow(grantee, {
    actions: [
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ChangeMessageVisibility',
    ],
    resources: queues.map(({ queueArn }) => queueArn),
  });
  allowKey(grantee, 'sqs', ['kms:Decrypt'], queues[0]?.encryptionMasterKey);
}

/** Lets a function ask how many messages these queues hold. */
export function allowCount(grantee: IGrantable, ...queues: readonly Queue[]): void {
  allow(grantee, { actions: ['sqs:GetQueueAttributes'], resources: queues.map(({ queueArn }) => queueArn) });
}

/** Lets a function write its own log, which must be there already. */
export function allowLogging(grantee: IGrantable, log: ILogGroup): void {
  allow(grantee, { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [log.logGroupArn] });
}

/** Lets a function write objects whose key begins with the prefix. */
export function allowWriteUnder(grantee: IGrantable, bucket: Bucket, prefix: string): void {
  allow(grantee, { actions: ['s3:PutObject'], resources: [bucket.arnForObjects(`${prefix}*`)] });
  allowKey(grantee, 's3', ['kms:GenerateDataKey'], bucket.encryptionKey);
}

/** Lets a function read objects whose key begins with the prefix. Without a listing a missing one looks refused. */
export function allowReadUnder(grantee: IGrantable, bucket: Bucket, prefix: string): void {
  allow(grantee, { actions: ['s3:GetObject'], resources: [bucket.arnForObjects(`${prefix}*`)] });
  allowKey(grantee, 's3', ['kms:Decrypt'], bucket.encryptionKey);
}

/** Lets a function publish on one topic. */
export function allowPublish(grantee: IGrantable, { topicArn, masterKey }: Topic): void {
  allow(grantee, { actions: ['sns:Publish'], resources: [topicArn] });
  allowKey(grantee, 'sns', ['kms:GenerateDataKey', 'kms:Decrypt'], masterKey);
}

/** Lets a function read telemetry; without the listing a missing object would look like a refused one. */
export function allowTelemetryRead(grantee: IGrantable, bucket: Bucket): void {
  allowReadUnder(grantee, bucket, 'telemetry/');
  allow(grantee, {
    actions: ['s3:ListBucket'],
    resources: [bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': ['telemetry/*'] } },
  });
}

/** Lets a function use the stage's own key through one service alone; without such a key there is nothing to allow. */
export function allowKey(
  grantee: IGrantable,
  service: 'sqs' | 'sns' | 's3' | 'dynamodb',
  actions: readonly `kms:${string}`[],
  key: IKey | undefined,
): void {
  if (key === undefined) return;
  const { region } = Stack.of(key);
  allow(grantee, {
    actions: [...actions],
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com` } },
  });
}

function allow(grantee: IGrantable, statement: PolicyStatementProps): void {
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement(statement));
}
