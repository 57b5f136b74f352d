import type {
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
  KeysAndAttributes,
  QueryCommandInput,
  QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { validationError } from './dynamo-errors.ts';
import { projected } from './dynamo-projection.ts';
import { queryPage } from './dynamo-query.ts';
import { parsedRequest, refuseParameters } from './dynamo-requests.ts';
import type { Table } from './dynamo-rows.ts';
import { checkedKey, identity } from './dynamo-schema.ts';
import { itemSize, readUnits } from './dynamo-size.ts';
import type { Item } from './dynamo-value.ts';

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
const MAX_BATCH = 100;
const READ = ['ConsistentRead', 'ExpressionAttributeNames', 'ProjectionExpression'];
const QUERY = [
  ...READ,
  'TableName',
  'IndexName',
  'ExpressionAttributeValues',
  'KeyConditionExpression',
  'FilterExpression',
  'Limit',
  'ExclusiveStartKey',
  'ScanIndexForward',
];

function found(table: Table, key: Item, consistent: boolean): Item | undefined {
  const item = table.rows.get(identity(key, table.keys));
  if (table.meter.isRunning) table.meter.read(readUnits(item === undefined ? 0 : itemSize(item), consistent));
  return item;
}

/** GetItem: the item, or nothing. */
export function getItem(table: Table, input: GetItemCommandInput): Omit<GetItemCommandOutput, '$metadata'> {
  refuseParameters('GetItem', input, [...READ, 'TableName', 'Key']);
  const key = checkedKey(input.Key, table.keys);
  const { projection } = parsedRequest(input);
  const item = found(table, key, input.ConsistentRead === true);
  return item === undefined ? {} : { Item: projected(item, projection) };
}

function batchOf(table: Table, request: KeysAndAttributes) {
  refuseParameters('BatchGetItem', request, [...READ, 'Keys']);
  const keys = (request.Keys ?? []).map((key) => checkedKey(key, table.keys));
  if (new Set(keys.map((key) => identity(key, table.keys))).size < keys.length) {
    throw validationError('Provided list of item keys contains duplicates');
  }
  return { table, keys, request, projection: parsedRequest(request).projection };
}

/** BatchGetItem: what there is of up to 100 items, in the order asked for; DynamoDB leaves the order open. */
export function batchGetItem(
  tableNamed: (name: string) => Table,
  input: BatchGetItemCommandInput,
): Omit<BatchGetItemCommandOutput, '$metadata'> {
  refuseParameters('BatchGetItem', input, ['RequestItems']);
  const requests = Object.entries(input.RequestItems ?? {});
  const total = requests.reduce((sum, [, { Keys }]) => sum + (Keys?.length ?? 0), 0);
  if (total === 0 || total > MAX_BATCH) {
    throw validationError(`BatchGetItem takes between 1 and ${MAX_BATCH} keys, not ${total}`);
  }
  const batches = requests.map(([name, request]) => [name, batchOf(tableNamed(name), request)] as const);
  const responses = batches.map(([name, { table, keys, request, projection }]) => {
    const items = keys.map((key) => found(table, key, request.ConsistentRead === true));
    return [name, items.filter((item) => item !== undefined).map((item) => projected(item, projection))];
  });
  return { Responses: Object.fromEntries(responses), UnprocessedKeys: {} };
}

/** Query: one page of a table or of one of its indexes. */
export function query(table: Table, input: QueryCommandInput): Omit<QueryCommandOutput, '$metadata'> {
  refuseParameters('Query', input, QUERY);
  const { range, filter, projection } = parsedRequest(input);
  if (range === undefined) throw validationError('KeyConditionExpression must be specified in the request');
  return queryPage(table, input, { range, filter, projection });
}
