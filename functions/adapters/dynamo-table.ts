import type {
  AttributeValue,
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  DynamoDBClientConfig,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  PutItemCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { AWS_CLIENT } from './aws-client.ts';

/**
 * The five operations the adapters need: single-item writes and reads, no transactions, no deletes.
 * A write may be sent up to three times, so a refusal can be of our own earlier send: see `refusedItem`.
 */
export interface DynamoTable {
  getItem(input: GetItemCommandInput): Promise<GetItemCommandOutput>;
  batchGetItem(input: BatchGetItemCommandInput): Promise<BatchGetItemCommandOutput>;
  putItem(input: PutItemCommandInput): Promise<PutItemCommandOutput>;
  updateItem(input: UpdateItemCommandInput): Promise<UpdateItemCommandOutput>;
  query(input: QueryCommandInput): Promise<QueryCommandOutput>;
}

/** Where the table is and who asks; what is left out comes from the function's environment. */
export type DynamoTableOptions = Pick<DynamoDBClientConfig, 'endpoint' | 'region' | 'credentials'>;

/** A table client on DynamoDB itself: 1 s to connect, 3 s for an answer, three attempts in all. */
export function dynamoTable(options: DynamoTableOptions = {}): DynamoTable {
  const client = new DynamoDBClient({
    ...AWS_CLIENT,
    ...options,
  });
  return {
    getItem: (input) => client.send(new GetItemCommand(input)),
    batchGetItem: (input) => client.send(new BatchGetItemCommand(input)),
    putItem: (input) => client.send(new PutItemCommand(input)),
    updateItem: (input) => client.send(new UpdateItemCommand(input)),
    query: (input) => client.send(new QueryCommand(input)),
  };
}

/** What a failed condition tells. */
export interface RefusedItem {
  /** The item as it was; absent when there was none, when it was not asked for, or when the engine does not return it. */
  readonly item?: Record<string, AttributeValue>;
  /** How often the write was sent. Above 1, an earlier send may have been applied. */
  readonly attempts: number;
}

/** Reads a failed condition; `undefined` for any other error. */
export function refusedItem(error: unknown): RefusedItem | undefined {
  if (!(error instanceof ConditionalCheckFailedException)) return undefined;
  const attempts = error.$metadata.attempts ?? 1;
  return error.Item === undefined ? { attempts } : { item: error.Item, attempts };
}
