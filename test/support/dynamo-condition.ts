import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Comparator, Condition, Test } from './dynamo-expression.ts';
import type { Operand } from './dynamo-operand.ts';
import type { Item } from './dynamo-value.ts';
import { order, sameValue, typeOf } from './dynamo-value.ts';

type Found = AttributeValue | undefined;

function sizeOf(value: Found): Found {
  if (value === undefined) return undefined;
  if (value.M !== undefined) return { N: `${Object.keys(value.M).length}` };
  const sized = value.S ?? value.SS ?? value.L;
  return sized === undefined ? undefined : { N: `${sized.length}` };
}

function found(operand: Operand, item: Item): Found {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'size') return sizeOf(found(operand.of, item));
  return Object.hasOwn(item, operand.name) ? item[operand.name] : undefined;
}

// An absent attribute and one of another type are never equal, before or after: only `<>` is true of them.
function compares(by: Comparator, left: Found, right: Found): boolean {
  const equal = left !== undefined && right !== undefined && sameValue(left, right);
  if (by === '=') return equal;
  if (by === '<>') return !equal;
  const compared = left && right && order(left, right);
  if (compared === undefined) return false;
  switch (by) {
    case '<':
      return compared < 0;
    case '<=':
      return compared <= 0;
    case '>':
      return compared > 0;
    case '>=':
      return compared >= 0;
  }
}

function contains(whole: AttributeValue, part: AttributeValue): boolean {
  if (whole.L !== undefined) return whole.L.some((element) => sameValue(element, part));
  if (part.S === undefined) return false;
  return (whole.S ?? whole.SS)?.includes(part.S) ?? false;
}

function passes(test: Test, first: Found, second: Found): boolean {
  if (test === 'attribute_exists') return first !== undefined;
  if (test === 'attribute_not_exists') return first === undefined;
  if (first === undefined || second === undefined) return false;
  switch (test) {
    case 'attribute_type':
      return typeOf(first) === second.S;
    case 'begins_with':
      return first.S !== undefined && second.S !== undefined && first.S.startsWith(second.S);
    case 'contains':
      return contains(first, second);
  }
}

/** Whether the condition is true of the item; an absent item is an empty one. */
export function holds(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item) && holds(condition.right, item);
    case 'or':
      return holds(condition.left, item) || holds(condition.right, item);
    case 'not':
      return !holds(condition.of, item);
    case 'compare':
      return compares(condition.by, found(condition.left, item), found(condition.right, item));
    case 'between': {
      const value = found(condition.of, item);
      return (
        compares('>=', value, found(condition.low, item)) &&
        compares('<=', value, found(condition.high, item))
      );
    }
    case 'in': {
      const value = found(condition.of, item);
      return condition.among.some((each) => compares('=', value, found(each, item)));
    }
    case 'test': {
      const [first, second] = condition.operands.map((operand) => found(operand, item));
      return passes(condition.test, first, second);
    }
  }
}

function named(operand: Operand): readonly string[] {
  if (operand.kind === 'attribute') return [operand.name];
  return operand.kind === 'size' ? named(operand.of) : [];
}

/** The attributes a condition speaks of, each as often as it does. */
export function attributesOf(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...attributesOf(condition.left), ...attributesOf(condition.right)];
    case 'not':
      return attributesOf(condition.of);
    case 'compare':
      return [condition.left, condition.right].flatMap(named);
    case 'between':
      return [condition.of, condition.low, condition.high].flatMap(named);
    case 'in':
      return [condition.of, ...condition.among].flatMap(named);
    case 'test':
      return condition.operands.flatMap(named);
  }
}
