import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AWS_CLIENT } from './aws-client.ts';
import { awsErrorName } from './aws-errors.ts';

/** Objects that are written once. All methods throw what the client throws. */
export interface S3Documents {
  /** Writes an object unless one of this key is there already. */
  putOnce(
    key: string,
    document: { readonly text: string; readonly contentType: string },
  ): Promise<'written' | 'there'>;
  /** Writes an object over whatever is there. */
  put(key: string, document: { readonly text: string; readonly contentType: string }): Promise<void>;
  /** `undefined` when there is none. */
  get(key: string): Promise<string | undefined>;
}

/** The objects of a bucket. A module of its own, so that only who needs it loads the client. */
export function s3Documents(bucket: string, client: S3Client = new S3Client(AWS_CLIENT)): S3Documents {
  const put = (Key: string, { text, contentType }: { text: string; contentType: string }, once: boolean) =>
    client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key,
        Body: text,
        ContentType: contentType,
        // S3 computes it again over what arrived and refuses what differs; a bucket with a lock demands one.
        ChecksumSHA256: createHash('sha256').update(text).digest('base64'),
        ...(once && { IfNoneMatch: '*' }),
      }),
    );

  return {
    async putOnce(key, document) {
      try {
        await put(key, document, true);
        return 'written';
      } catch (error) {
        if (awsErrorName(error) === 'PreconditionFailed') return 'there';
        throw error;
      }
    },
    async put(key, document) {
      await put(key, document, false);
    },
    async get(Key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
        return await Body?.transformToString();
      } catch (error) {
        if (awsErrorName(error) === 'NoSuchKey') return undefined;
        throw error;
      }
    },
  };
}
