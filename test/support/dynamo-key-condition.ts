import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { notSupported, validationError } from './dynamo-errors.ts';
import type { Condition } from './dynamo-expression.ts';
import type { Operand } from './dynamo-operand.ts';
import type { Key } from './dynamo-schema.ts';
import { typeOf } from './dynamo-value.ts';

interface Term {
  readonly name: string;
  readonly isEquality: boolean;
  readonly values: readonly AttributeValue[];
}

function term(of: Operand | undefined, values: readonly (Operand | undefined)[], isEquality = false): Term {
  const given = values.flatMap((operand) => (operand?.kind === 'value' ? [operand.value] : []));
  if (of?.kind !== 'attribute' || given.length !== values.length) {
    throw notSupported('key conditions other than a key attribute compared with given values');
  }
  return { name: of.name, isEquality, values: given };
}

function operatorOf(condition: Condition): string {
  if (condition.kind === 'compare') return condition.by;
  return condition.kind === 'test' ? condition.test : condition.kind.toUpperCase();
}

function terms(condition: Condition): readonly Term[] {
  const operator = operatorOf(condition);
  if (condition.kind === 'and') return [...terms(condition.left), ...terms(condition.right)];
  if (condition.kind === 'between') return [term(condition.of, [condition.low, condition.high])];
  if (condition.kind === 'compare' && operator !== '<>') {
    return [term(condition.left, [condition.right], operator === '=')];
  }
  if (condition.kind === 'test' && operator === 'begins_with') {
    return [term(condition.operands[0], condition.operands.slice(1))];
  }
  throw validationError(`Invalid operator used in KeyConditionExpression: ${operator}`);
}

/** Conditions that were found to be ranges of these keys: only their values change between requests, never their types. */
const ranges = new WeakMap<Condition, readonly Key[]>();

/** Throws unless the condition is an equality of the partition key, with at most one range of the sort key. */
export function refuseUnlessRange(condition: Condition, keys: readonly Key[]): void {
  if (ranges.get(condition) === keys) return;
  const all = terms(condition);
  const names = all.map(({ name }) => name);
  if (new Set(names).size < names.length) {
    throw validationError('KeyConditionExpressions must only contain one condition per key');
  }
  const partition = all.find(({ name }) => name === keys[0]?.name);
  const stranger = all.find(({ name }) => keys.every((key) => key.name !== name));
  if (partition === undefined || stranger !== undefined) {
    const missed = keys.find(({ name }) => !names.includes(name))?.name ?? stranger?.name;
    throw validationError(`Query condition missed key schema element: ${missed}`);
  }
  if (!partition.isEquality) throw validationError('Query key condition not supported');
  for (const { name, type } of keys) {
    const values = all.find((each) => each.name === name)?.values ?? [];
    if (values.some((value) => typeOf(value) !== type)) {
      throw validationError(
        'One or more parameter values were invalid: Condition parameter type does not match schema type',
      );
    }
  }
}
