import type { PartitionKeyOf, Touch } from './engine-call.ts';
import { isObject } from './json.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a DynamoDB request touches: one entry per table, with the partition-key values it names. */
export function dynamoTouches(action: string, body: Fields, keyOf: PartitionKeyOf): readonly Touch[] {
  if (isObject(body.RequestItems))
    return Object.entries(body.RequestItems).map(([table, requests]) => ({
      action,
      resource: table,
      leadingKeys: batchItems(requests).flatMap((item) => keyValue(item, keyOf(table, undefined))),
    }));
  const table = typeof body.TableName === 'string' ? body.TableName : '';
  const index = typeof body.IndexName === 'string' ? body.IndexName : undefined;
  const resource = index === undefined ? table : `${table}/index/${index}`;
  return [{ action, resource, leadingKeys: leadingKeys(body, keyOf(table, index)) }];
}

function batchItems(requests: unknown): readonly unknown[] {
  if (isObject(requests) && Array.isArray(requests.Keys)) return requests.Keys;
  if (!Array.isArray(requests)) return [];
  return requests.flatMap((request: unknown) => {
    if (!isObject(request)) return [];
    if (isObject(request.PutRequest)) return [request.PutRequest.Item];
    return isObject(request.DeleteRequest) ? [request.DeleteRequest.Key] : [];
  });
}

function leadingKeys(body: Fields, keyName: string | undefined): readonly string[] {
  if (isObject(body.Key)) return keyValue(body.Key, keyName);
  if (isObject(body.Item)) return keyValue(body.Item, keyName);
  return typeof body.KeyConditionExpression === 'string' ? queriedKey(body, keyName) : [];
}

function queriedKey(body: Fields, keyName: string | undefined): readonly string[] {
  const names = isObject(body.ExpressionAttributeNames) ? body.ExpressionAttributeNames : {};
  const values = isObject(body.ExpressionAttributeValues) ? body.ExpressionAttributeValues : {};
  for (const [, name = '', value = ''] of String(body.KeyConditionExpression).matchAll(
    /(#?[\w.-]+)\s*=\s*(:\w+)/g,
  ))
    if ((names[name] ?? name) === keyName) return attributeText(values[value]);
  return [];
}

const keyValue = (item: unknown, keyName: string | undefined): readonly string[] =>
  isObject(item) && keyName !== undefined ? attributeText(item[keyName]) : [];

function attributeText(value: unknown): readonly string[] {
  if (!isObject(value)) return [];
  const text = value.S ?? value.N;
  return typeof text === 'string' ? [text] : [];
}
