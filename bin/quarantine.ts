import { DeleteObjectCommand, GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { OperatorTarget } from './operator-target.ts';

/** A body that could not be used. */
export interface QuarantinedBody {
  /** Key or edge id, a slash, and the hash of the text. */
  readonly id: string;
  readonly at: Date;
}

const FOLDER = 'quarantine/';

/** What is kept of bodies that could not be used, newest first. Reads only. */
export async function quarantinedBodies({
  s3,
  archiveBucket,
}: OperatorTarget): Promise<readonly QuarantinedBody[]> {
  const found: QuarantinedBody[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: archiveBucket, Prefix: FOLDER }))
    for (const { Key = '', LastModified = new Date(0) } of page.Contents ?? [])
      found.push({ id: decodeURIComponent(Key.slice(FOLDER.length)), at: LastModified });
  return found.toSorted((a, b) => b.at.getTime() - a.at.getTime());
}

/** The masked text of one. @throws what S3 throws */
export async function maskedText({ s3, archiveBucket }: OperatorTarget, id: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: archiveBucket, Key: keyOf(id) }));
  return (await Body?.transformToString()) ?? '';
}

/** Forgets one that has been dealt with. Repeatable; cannot be undone where the bucket keeps no versions. */
export async function forgetBody({ s3, archiveBucket }: OperatorTarget, id: string): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket: archiveBucket, Key: keyOf(id) }));
}

const keyOf = (id: string): string => FOLDER + encodeURIComponent(id);
