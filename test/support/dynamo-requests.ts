import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { notSupported } from './dynamo-errors.ts';
import type { Condition } from './dynamo-expression.ts';
import { parseCondition } from './dynamo-expression.ts';
import { placeholders } from './dynamo-placeholders.ts';
import { parseProjection } from './dynamo-projection.ts';
import type { ExpressionKind } from './dynamo-tokens.ts';
import type { Change } from './dynamo-update.ts';
import { parseUpdate } from './dynamo-update.ts';

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

/** Parses all expressions of a request. Throws for placeholders that are undefined, unused or given without an expression. */
export function parsedRequest(request: Request): ParsedRequest {
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
  return parsed;
}

/** Throws for a parameter the engine would ignore, so that no test passes on a promise nobody keeps. */
export function refuseParameters(operation: string, input: object, known: readonly string[]): void {
  const stranger = Object.entries(input).find(
    ([name, value]) => value !== undefined && !known.includes(name),
  );
  if (stranger !== undefined) throw notSupported(`${stranger[0]} of ${operation}`);
}
