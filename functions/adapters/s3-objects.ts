import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AWS_CLIENT } from './aws-client.ts';

/** JSON texts in one bucket. Both throw what the client throws. */
export interface S3Objects {
  put(key: string, text: string): Promise<void>;
  /** `undefined` for an object without a body. */
  get(key: string): Promise<string | undefined>;
}

/** The objects of a bucket. A module of its own, so that only who needs it loads the client. */
export function s3Objects(bucket: string): S3Objects {
  const client = new S3Client(AWS_CLIENT);
  return {
    async put(Key, Body) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: 'application/json' }));
    },
    async get(Key) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
      return Body?.transformToString();
    },
  };
}
