import type {
  AttributeValue,
  PutItemCommandInput,
  PutItemCommandOutput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { notSupported, validationError } from './dynamo-errors.ts';
import { parsedRequest, refuseParameters } from './dynamo-requests.ts';
import type { Table } from './dynamo-rows.ts';
import { copyOf, write } from './dynamo-rows.ts';
import type { Key } from './dynamo-schema.ts';
import { checkedKey, keyOf, refuseUnkeyed } from './dynamo-schema.ts';
import type { Change } from './dynamo-update.ts';
import { updated } from './dynamo-update.ts';
import type { Item } from './dynamo-value.ts';
import { checkedItem } from './dynamo-value.ts';

const CONDITIONAL = [
  'TableName',
  'ConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ReturnValues',
  'ReturnValuesOnConditionCheckFailure',
];

const answer = (attributes: Item | undefined): { Attributes?: Record<string, AttributeValue> } =>
  attributes === undefined ? {} : { Attributes: copyOf(attributes) };

/** PutItem: replaces the whole item, if its condition holds. */
export function putItem(table: Table, input: PutItemCommandInput): Omit<PutItemCommandOutput, '$metadata'> {
  refuseParameters('PutItem', input, [...CONDITIONAL, 'Item']);
  const wanted = input.ReturnValues ?? 'NONE';
  if (wanted !== 'NONE' && wanted !== 'ALL_OLD') {
    throw validationError('ReturnValues can only be ALL_OLD or NONE');
  }
  const item = checkedItem(input.Item ?? {});
  refuseUnkeyed(item, table.keys);
  const { condition } = parsedRequest(input);
  const { before } = write(table, {
    key: keyOf(item, table.keys),
    condition,
    showsOld: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    change: () => item,
  });
  return answer(wanted === 'ALL_OLD' ? before : undefined);
}

function refuseKeyChange(changes: readonly Change[], keys: readonly Key[]): void {
  const key = keys.find(({ name }) => changes.some(({ attribute }) => attribute === name));
  if (key === undefined) return;
  throw validationError(
    `One or more parameter values were invalid: Cannot update attribute ${key.name}. This attribute is part of the key`,
  );
}

function updatedPart(after: Item, changes: readonly Change[]): Item | undefined {
  const names = changes.map(({ attribute }) => attribute);
  const part = Object.entries(after).filter(([name]) => names.includes(name));
  return part.length === 0 ? undefined : Object.fromEntries(part);
}

/** UpdateItem: changes some attributes, if its condition holds, and makes the item when there is none. */
export function updateItem(
  table: Table,
  input: UpdateItemCommandInput,
): Omit<UpdateItemCommandOutput, '$metadata'> {
  refuseParameters('UpdateItem', input, [...CONDITIONAL, 'Key', 'UpdateExpression']);
  const key = checkedKey(input.Key, table.keys);
  const { condition, changes } = parsedRequest(input);
  refuseKeyChange(changes, table.keys);
  const wanted = input.ReturnValues ?? 'NONE';
  if (wanted === 'UPDATED_OLD') throw notSupported('ReturnValues UPDATED_OLD');
  const { before, after } = write(table, {
    key,
    condition,
    showsOld: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    change: (found) => updated(found ?? key, changes),
  });
  switch (wanted) {
    case 'NONE':
      return {};
    case 'ALL_OLD':
      return answer(before);
    case 'ALL_NEW':
      return answer(after);
    case 'UPDATED_NEW':
      return answer(updatedPart(after, changes));
    default:
      throw validationError(`ReturnValues has an unknown value: ${wanted satisfies never}`);
  }
}
