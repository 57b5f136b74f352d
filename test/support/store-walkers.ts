import { z } from 'zod';
import { deniesPlainText } from './queue-walkers.ts';
import { eachOfType, ofType, referredId, unless, type Walker } from './template-walkers.ts';

const Table = z.looseObject({
  DeletionProtectionEnabled: z.boolean().default(false),
  SSESpecification: z.looseObject({ SSEEnabled: z.boolean() }).default({ SSEEnabled: false }),
  PointInTimeRecoverySpecification: z
    .looseObject({ PointInTimeRecoveryEnabled: z.boolean() })
    .default({ PointInTimeRecoveryEnabled: false }),
  TimeToLiveSpecification: z
    .looseObject({ AttributeName: z.string(), Enabled: z.boolean() })
    .default({ AttributeName: '', Enabled: false }),
});

/** What is remembered survives a mistake, and is forgotten when its time has come. */
export const tablesAreKept: Walker = (resources) =>
  eachOfType(resources, 'AWS::DynamoDB::Table', Table, (table, { isRetained }) => [
    ...unless(table.SSESpecification.SSEEnabled, 'is not encrypted with a key of ours'),
    ...unless(
      table.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled,
      'cannot be restored to a point in time',
    ),
    ...unless(
      table.TimeToLiveSpecification.Enabled && table.TimeToLiveSpecification.AttributeName === 'expiresAt',
      'does not forget what expires',
    ),
    ...unless(table.DeletionProtectionEnabled, 'is not protected against deletion'),
    ...unless(isRetained, 'goes with its stack'),
  ]);

const Bucket = z.looseObject({
  BucketEncryption: z.unknown().optional(),
  PublicAccessBlockConfiguration: z.record(z.string(), z.boolean()).default({}),
});
const BucketPolicy = z.looseObject({ Bucket: z.unknown(), PolicyDocument: z.unknown() });
const PUBLIC_WAYS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/** Buckets are encrypted, private, reached over TLS only, and kept. */
export const bucketsAreSealed: Walker = (resources) =>
  eachOfType(resources, 'AWS::S3::Bucket', Bucket, (bucket, { id, isRetained }) => {
    const policies = ofType(resources, 'AWS::S3::BucketPolicy')
      .flatMap(({ properties }) => BucketPolicy.safeParse(properties).data ?? [])
      .filter((policy) => referredId(policy.Bucket) === id);
    return [
      ...unless(bucket.BucketEncryption !== undefined, 'is not encrypted at rest'),
      ...PUBLIC_WAYS.filter((way) => bucket.PublicAccessBlockConfiguration[way] !== true).map(
        (way) => `does not block public access: ${way}`,
      ),
      ...unless(
        policies.some(({ PolicyDocument }) => deniesPlainText(PolicyDocument, 's3:*')),
        'takes requests without TLS',
      ),
      ...unless(isRetained, 'goes with its stack'),
    ];
  });
