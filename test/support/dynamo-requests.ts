import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { notSupported } from './dynamo-errors.ts';
import type { Condition } from './dynamo-expression.ts';
import { parseCondition } from './dynamo-expression.ts';
import { type Placeholders, placeholders } from './dynamo-placeholders.ts';
import { parseProjection } from './dynamo-projection.ts';
import type { ExpressionKind } from './dynamo-tokens.ts';
import type { Change } from './dynamo-update.ts';
import { parseUpdate } from './dynamo-update.ts';
import { typeOf } from './dynamo-value.ts';

type Expressions = { readonly [kind in ExpressionKind]?: string | undefined };

interface Request extends Expressions {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
}

/** The expressions of a request, parsed, with its placeholders resolved. */
export interface ParsedRequest {
  readonly condition: Condition | undefined;
  readonly filter: Condition | undefined;
  readonly range: Condition | undefined;
  readonly projection: readonly string[] | undefined;
  readonly changes: readonly Change[];
}

const KINDS = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
] as const satisfies readonly ExpressionKind[];

interface Remembered {
  readonly parsed: ParsedRequest;
  readonly given: Placeholders;
}

/** What these refuse depends on the values themselves, not on their types alone. */
const JUDGES_VALUES = /BETWEEN|attribute_type/i;

/** Enough for every request our code makes; random ones of tests begin anew. */
const MOST_REMEMBERED = 2000;

const remembered = new Map<string, Remembered>();

/**
 * Parses all expressions of a request. Throws for placeholders that are undefined, unused or given without an
 * expression. A request of a shape seen before is not parsed again: what was parsed gets its values, so it is good
 * until the next request.
 */
export function parsedRequest(request: Request): ParsedRequest {
  const shape = shapeOf(request);
  const known = remembered.get(shape);
  if (known) {
    known.given.giveAnew(request.ExpressionAttributeValues);
    return known.parsed;
  }
  const fresh = parsedAnew(request);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  if (!JUDGES_VALUES.test(shape)) remembered.set(shape, fresh);
  return fresh.parsed;
}

/** The same for requests that differ in nothing but their values. */
function shapeOf(request: Request): string {
  let shape = '';
  for (const kind of KINDS) shape += `${request[kind] ?? '\u0000'}\u0001`;
  for (const name in request.ExpressionAttributeNames) {
    shape += `${name}=${request.ExpressionAttributeNames[name]}\u0001`;
  }
  if (request.ExpressionAttributeNames) shape += '\u0001';
  const values = request.ExpressionAttributeValues;
  for (const name in values) shape += `${name}:${typeOf(values[name] ?? { NULL: true })}\u0001`;
  return values ? `${shape}\u0001` : shape;
}

function parsedAnew(request: Request): Remembered {
  const given = placeholders(request);
  const source = (kind: ExpressionKind) => {
    const text = request[kind];
    return text === undefined ? undefined : { kind, text, placeholders: given };
  };
  const sources = Object.fromEntries(KINDS.map((kind) => [kind, source(kind)]));
  const parsed = {
    condition: sources.ConditionExpression && parseCondition(sources.ConditionExpression),
    filter: sources.FilterExpression && parseCondition(sources.FilterExpression),
    range: sources.KeyConditionExpression && parseCondition(sources.KeyConditionExpression),
    projection: sources.ProjectionExpression && parseProjection(sources.ProjectionExpression),
    changes: sources.UpdateExpression ? parseUpdate(sources.UpdateExpression) : [],
  };
  given.refuseUnused();
  return { parsed, given };
}

/** Throws for a parameter the engine would ignore, so that no test passes on a promise nobody keeps. */
export function refuseParameters(operation: string, input: object, known: readonly string[]): void {
  const stranger = Object.entries(input).find(
    ([name, value]) => value !== undefined && !known.includes(name),
  );
  if (stranger !== undefined) throw notSupported(`${stranger[0]} of ${operation}`);
}
