import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';

/** Lets a function read one secret, and no other. */
export function allowSecret(grantee: IGrantable, secretArn: string): void {
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] }),
  );
}

/** Lets a function leave messages in these queues. */
export function allowSend(grantee: IGrantable, ...queues: readonly Queue[]): void {
  for (const queue of queues) queue.grantSendMessages(grantee);
}

/** Lets a function write objects whose key begins with the prefix. */
export function allowWriteUnder(grantee: IGrantable, bucket: Bucket, prefix: string): void {
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['s3:PutObject'], resources: [bucket.arnForObjects(`${prefix}*`)] }),
  );
}

/** Lets a function read telemetry; without the listing a missing object would look like a refused one. */
export function allowTelemetryRead(grantee: IGrantable, bucket: Bucket): void {
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects('telemetry/*')] }),
  );
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': ['telemetry/*'] } },
    }),
  );
}
