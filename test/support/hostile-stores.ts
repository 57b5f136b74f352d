import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LocalSystem } from '../../local/system.ts';

export type Item = Readonly<Record<string, AttributeValue>>;

/** One stored object. */
export interface StoredObject {
  readonly key: string;
  readonly text: string;
}

/** A look into everything a running local system has stored and written. */
export interface Stores {
  readonly sqs: SQSClient;
  /** Every item of the table whose construct path ends so. */
  items(table: 'Ledger/Table' | 'Contacts/Table'): Promise<readonly Item[]>;
  /** Objects of the archive under a prefix: every one, or every nth. */
  objects(prefix: string, nth?: number): Promise<readonly StoredObject[]>;
  /** Messages in a queue, hidden ones included. */
  depth(queueUrl: string): Promise<number>;
  /** Every line of every function's log, by the file's name. */
  logs(): readonly { readonly file: string; readonly text: string }[];
  /** Closes the clients. */
  close(): void;
}

/** The stores of a system whose logs lie in `logDirectory`. */
export function storesOf(system: LocalSystem, logDirectory: string): Stores {
  const environment = system.awsEnvironment();
  const configuration = {
    region: environment.AWS_REGION!,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID!,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY!,
    },
  };
  const sqs = new SQSClient({
    ...configuration,
    endpoint: environment.AWS_ENDPOINT_URL_SQS!,
    useQueueUrlAsEndpoint: false,
  });
  const dynamo = new DynamoDBClient({ ...configuration, endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB! });
  const s3 = new S3Client({
    ...configuration,
    endpoint: environment.AWS_ENDPOINT_URL_S3!,
    forcePathStyle: true,
  });

  async function items(table: string): Promise<readonly Item[]> {
    const TableName = system.resource('AWS::DynamoDB::Table', table).name;
    const found: Item[] = [];
    let start: Item | undefined;
    do {
      const page = await dynamo.send(
        new ScanCommand({ TableName, ...(start && { ExclusiveStartKey: start }) }),
      );
      found.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start);
    return found;
  }

  async function keys(Bucket: string): Promise<string[]> {
    const found: string[] = [];
    let token: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket, ...(token && { ContinuationToken: token }) }),
      );
      found.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''));
      token = page.NextContinuationToken;
    } while (token);
    return found;
  }

  return {
    sqs,
    items,
    async objects(prefix, nth = 1) {
      const Bucket = system.resource('AWS::S3::Bucket', 'Archive').name;
      const read = async (Key: string): Promise<StoredObject> => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        return { key: Key, text: (await Body?.transformToString()) ?? '' };
      };
      const wanted = (await keys(Bucket)).filter((key) => key.startsWith(prefix));
      return Promise.all(wanted.filter((_, index) => index % nth === 0).map(read));
    },
    async depth(QueueUrl) {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
      );
      return (
        Number(Attributes?.ApproximateNumberOfMessages) +
        Number(Attributes?.ApproximateNumberOfMessagesNotVisible)
      );
    },
    logs: () =>
      readdirSync(logDirectory)
        .filter((file) => file.endsWith('.log'))
        .map((file) => ({ file, text: readFileSync(join(logDirectory, file), 'utf8') })),
    close() {
      for (const client of [sqs, dynamo, s3]) client.destroy();
    },
  };
}
