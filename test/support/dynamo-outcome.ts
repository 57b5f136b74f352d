import type { AttributeValue, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { DynamoTable } from '../../functions/adapters/dynamo-table.ts';
import type { Clause } from './dynamo-clauses.ts';
import { clause, joined } from './dynamo-clauses.ts';
import type { Change, Step } from './dynamo-steps.ts';
import { KEYS } from './dynamo-steps.ts';

/** A table, and the name under which one sequence keeps its items apart from the others'. */
export interface Scope {
  readonly db: DynamoTable;
  readonly name: string;
}

const TableName = 'ledger';
const NAMES = { '#owner': 'owner', '#shard': 'shard' };

// Numbers the `?` of all expressions through, and declares the placeholders that are used and no others.
function filled(expressions: Readonly<Record<string, Clause | null>>) {
  const values: [string, AttributeValue][] = [];
  const texts: [string, string][] = [];
  for (const [parameter, given] of Object.entries(expressions)) {
    if (given === null) continue;
    const from = values.length;
    values.push(...given.values.map((value, i) => [`:v${from + i}`, value] as [string, AttributeValue]));
    let next = from;
    texts.push([parameter, given.text.replaceAll('?', () => `:v${next++}`)]);
  }
  const names = Object.entries(NAMES).filter(([name]) => texts.some(([, text]) => text.includes(name)));
  return {
    ...Object.fromEntries(texts),
    ...(names.length === 0 ? {} : { ExpressionAttributeNames: Object.fromEntries(names) }),
    ...(values.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(values) }),
  };
}

function updateExpression(changes: readonly Change[]): Clause | null {
  const sections = (['SET', 'REMOVE', 'ADD'] as const).flatMap((section) => {
    const clauses = changes.filter((change) => change.section === section).map((change) => change.clause);
    return clauses.length === 0 ? [] : [joined([clause(section), joined(clauses, ', ')], ' ')];
  });
  return sections.length === 0 ? null : joined(sections, ' ');
}

// All pages, because the engines may cut them differently between entries of one sort key.
async function pages({ db, name }: Scope, step: Extract<Step, { does: 'query' }>): Promise<object> {
  const shard = clause('#shard = ?', { S: name });
  const input: QueryCommandInput = {
    TableName,
    IndexName: 'due',
    Limit: step.limit,
    ScanIndexForward: step.forward,
    ...filled({ KeyConditionExpression: step.range === null ? shard : joined([shard, step.range], ' AND ') }),
  };
  const items: Record<string, AttributeValue>[] = [];
  let start: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = await db.query({ ...input, ExclusiveStartKey: start });
    items.push(...(page.Items ?? []));
    if (items.length > KEYS.length) throw new Error('The pages give an item twice');
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  const order = items.map((item) => item.nextAt?.N);
  return { order, items: items.sort((left, right) => ((left.pk?.S ?? '') < (right.pk?.S ?? '') ? -1 : 1)) };
}

function call(scope: Scope, step: Step): Promise<object> {
  const { db, name } = scope;
  if (step.does === 'query') return pages(scope, step);
  const Key = { pk: { S: `${name}#${step.key}` } };
  if (step.does === 'get') return db.getItem({ TableName, Key, ConsistentRead: true });
  if (step.does === 'put') {
    const Item = { ...Key, ...step.attributes, ...(step.isDue ? { shard: { S: name } } : {}) };
    const expressions = filled({ ConditionExpression: step.condition });
    return db.putItem({ TableName, Item, ReturnValues: 'ALL_OLD', ...expressions });
  }
  const UpdateExpression = updateExpression(step.changes);
  const expressions = filled({ UpdateExpression, ConditionExpression: step.condition });
  return db.updateItem({ TableName, Key, ReturnValues: step.returns, ...expressions });
}

/** What a step came to, without what may differ between engines: the answer, or the name of the refusal. */
export async function outcome(scope: Scope, step: Step): Promise<object> {
  try {
    const { $metadata: _, ...answer } = { $metadata: {}, ...(await call(scope, step)) };
    // dynalite answers with an empty map where there is nothing to show.
    const isEmpty = 'Attributes' in answer && Object.keys(answer.Attributes ?? {}).length === 0;
    return isEmpty ? {} : answer;
  } catch (error) {
    return { refused: error instanceof Error ? error.name : String(error) };
  }
}
