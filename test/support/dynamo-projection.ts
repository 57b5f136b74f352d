import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Source } from './dynamo-tokens.ts';
import { cursor } from './dynamo-tokens.ts';
import type { Item } from './dynamo-value.ts';

/** Parses a ProjectionExpression: the names of top-level attributes, each once. */
export function parseProjection(source: Source): readonly string[] {
  const at = cursor(source);
  const names: string[] = [];
  do {
    const name = at.attribute();
    if (names.includes(name)) at.fail(`Two document paths overlap with each other; path: [${name}]`);
    names.push(name);
  } while (at.accept(','));
  if (at.peek() !== '') at.fail(`Syntax error; token: "${at.peek()}"`);
  return names;
}

/** The named attributes an item has; all of them when none are named. */
export function projected(item: Item, names: readonly string[] | undefined): Record<string, AttributeValue> {
  if (names === undefined) return { ...item };
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}
