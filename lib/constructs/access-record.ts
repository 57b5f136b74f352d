import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';

const PREFIX = 'archive/';

/**
 * Has S3 record every request to a bucket in another one. (S3 guide, "Enabling Amazon S3 server access logging";
 * the log's bucket lets S3 in by its policy, because new buckets have no access control lists)
 */
export function recordAccess(bucket: Bucket, log: Bucket): void {
  const resource = bucket.node.defaultChild;
  if (!CfnBucket.isCfnBucket(resource)) throw new Error(`${bucket.node.path} is an imported bucket`);
  resource.loggingConfiguration = { destinationBucketName: log.bucketName, logFilePrefix: PREFIX };
  log.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [log.arnForObjects(`${PREFIX}*`)],
      conditions: {
        ArnLike: { 'aws:SourceArn': bucket.bucketArn },
        StringEquals: { 'aws:SourceAccount': Stack.of(bucket).account },
      },
    }),
  );
}
