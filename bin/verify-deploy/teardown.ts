import { DeleteTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Cdk } from './cdk.ts';
import { lastLines } from './deploy-app.ts';
import type { Emulator } from './emulator.ts';
import { leftOf } from './left.ts';

/** What each step of a teardown leaves, by name. */
export interface Teardown {
  /** After both stacks are gone: what is retained on purpose. */
  readonly retained: readonly string[];
  /** After the retained data were deleted, too. */
  readonly left: readonly string[];
}

/** How an AWS client reaches the emulator. */
export const clientOf = ({ url, environment }: Emulator) => ({
  endpoint: url,
  region: environment.AWS_REGION ?? '',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/**
 * Tears a stage down as `docs/deploy.md` says: the pipeline, the state once its protection is off, then the data.
 * @throws {Error} a stack cannot be destroyed
 */
export async function tearDown(emulator: Emulator, cdk: Cdk, prefix: string): Promise<Teardown> {
  await destroy(cdk, 'Pipeline');
  await unprotect(emulator, `${prefix}-state`);
  await destroy(cdk, 'State');
  const retained = await leftOf(emulator, prefix);
  for (const entry of retained) {
    const [kind, name = ''] = entry.split(' ');
    if (kind === 'table') await deleteTable(new DynamoDBClient(clientOf(emulator)), name);
    if (kind === 'bucket')
      await deleteBucket(new S3Client({ ...clientOf(emulator), forcePathStyle: true }), name);
  }
  return { retained, left: await leftOf(emulator, prefix) };
}

async function destroy(cdk: Cdk, stack: string): Promise<void> {
  const { ok, output } = await cdk('destroy', stack, '--force', '--exclusively', '--app', 'cdk.out');
  if (!ok) throw new Error(`cdk destroy ${stack} failed:\n${lastLines(output)}`);
}

/** `aws cloudformation update-termination-protection --no-enable-termination-protection` */
async function unprotect({ url }: Emulator, stackName: string): Promise<void> {
  const form = new URLSearchParams({
    Action: 'UpdateTerminationProtection',
    Version: '2010-05-15',
    EnableTerminationProtection: 'false',
    StackName: stackName,
  });
  const answer = await fetch(url, { method: 'POST', body: form });
  if (!answer.ok) throw new Error(`the protection of ${stackName} stays: ${await answer.text()}`);
}

async function deleteTable(dynamo: DynamoDBClient, TableName: string): Promise<void> {
  await dynamo.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
  await dynamo.send(new DeleteTableCommand({ TableName }));
}

async function deleteBucket(s3: S3Client, Bucket: string): Promise<void> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
    const Objects = Contents.flatMap(({ Key }) => (Key === undefined ? [] : [{ Key }]));
    if (Objects.length > 0) await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  }
  await s3.send(new DeleteBucketCommand({ Bucket }));
}
