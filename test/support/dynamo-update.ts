import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { notSupported, validationError } from './dynamo-errors.ts';
import { addNumbers } from './dynamo-number.ts';
import type { Cursor, Source } from './dynamo-tokens.ts';
import { cursor } from './dynamo-tokens.ts';
import type { Item } from './dynamo-value.ts';
import { checkedValue, typeOf } from './dynamo-value.ts';

// What an update writes, as a function of the item before it: every clause sees the old item.
type Expression = (item: Item) => AttributeValue;

/** One attribute an update touches; `result` gives its new value, or `undefined` to remove it. */
export interface Change {
  readonly attribute: string;
  readonly result: (item: Item) => AttributeValue | undefined;
}

const WRONG_TYPE = 'An operand in the update expression has an incorrect data type';
const NOT_FOUND = 'The provided expression refers to an attribute that does not exist in the item';
const CLAUSES = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;

const own = (item: Item, name: string) => (Object.hasOwn(item, name) ? item[name] : undefined);

function number(value: AttributeValue): string {
  if (value.N === undefined) throw validationError(WRONG_TYPE);
  return value.N;
}

function elements(value: AttributeValue): readonly AttributeValue[] {
  if (value.L === undefined) throw validationError(WRONG_TYPE);
  return value.L;
}

function literal(at: Cursor, by: string, type: string, value: AttributeValue): void {
  if (typeOf(value) === type) return;
  at.fail(
    `Incorrect operand type for operator or function; operator or function: ${by}, operand type: ${typeOf(value)}`,
  );
}

function operand(at: Cursor, by?: readonly [string, string]): Expression {
  const given = at.value();
  if (given !== undefined) {
    if (by !== undefined) literal(at, ...by, given.value);
    return () => given.value;
  }
  if (at.peek(1) === '(') return call(at);
  const name = at.attribute();
  return (item) => {
    const value = own(item, name);
    if (value === undefined) throw validationError(NOT_FOUND);
    return value;
  };
}

function call(at: Cursor): Expression {
  const name = at.next();
  at.expect('(');
  const build = name === 'if_not_exists' ? ifNotExists : name === 'list_append' ? listAppend : undefined;
  if (build === undefined) return at.fail(`Invalid function name; function: ${name}`);
  const result = build(at);
  at.expect(')');
  return result;
}

function ifNotExists(at: Cursor): Expression {
  const name = at.attribute();
  at.expect(',');
  const otherwise = operand(at);
  return (item) => own(item, name) ?? otherwise(item);
}

function listAppend(at: Cursor): Expression {
  const left = operand(at, ['list_append', 'L']);
  at.expect(',');
  const right = operand(at, ['list_append', 'L']);
  return (item) => ({ L: [...elements(left(item)), ...elements(right(item))] });
}

function assigned(at: Cursor): Expression {
  const signAhead = (ahead: number) => ['+', '-'].includes(at.peek(ahead));
  const left = operand(at, signAhead(1) ? [at.peek(1), 'N'] : undefined);
  if (!signAhead(0)) return left;
  const sign = at.next();
  const right = operand(at, [sign, 'N']);
  return (item) => ({ N: addNumbers(number(left(item)), number(right(item)), sign === '+' ? 1 : -1) });
}

function added(at: Cursor, attribute: string): Expression {
  const given = at.value();
  if (given === undefined) return at.fail(`Syntax error; token: "${at.peek() || '<EOF>'}"`);
  if (typeOf(given.value) === 'SS') throw notSupported('ADD of sets');
  literal(at, 'ADD', 'N', given.value);
  return (item) => ({ N: addNumbers(number(own(item, attribute) ?? { N: '0' }), number(given.value)) });
}

function change(clause: string, at: Cursor): Change {
  const attribute = at.attribute();
  if (clause === 'REMOVE') return { attribute, result: () => undefined };
  if (clause === 'ADD') return { attribute, result: added(at, attribute) };
  at.expect('=');
  return { attribute, result: assigned(at) };
}

/** Parses an UpdateExpression. Throws where DynamoDB refuses it, and for the DELETE clause. */
export function parseUpdate(source: Source): readonly Change[] {
  const at = cursor(source);
  const seen = new Set<string>();
  const changes: Change[] = [];
  while (at.peek() !== '') {
    const clause = CLAUSES.find((word) => at.accept(word));
    if (clause === undefined) return at.fail(`Syntax error; token: "${at.peek()}"`);
    if (clause === 'DELETE') throw notSupported('the DELETE clause of update expressions');
    if (seen.has(clause)) at.fail(`The "${clause}" section can only be used once in an update expression;`);
    seen.add(clause);
    do changes.push(change(clause, at));
    while (at.accept(','));
  }
  const names = changes.map(({ attribute }) => attribute);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) at.fail(`Two document paths overlap with each other; path: [${twice}]`);
  return changes;
}

/** The item after the changes, all computed from the item before. Throws for absent or unfitting operands. */
export function updated(item: Item, changes: readonly Change[]): Item {
  const next: Record<string, AttributeValue> = { ...item };
  for (const { attribute, result } of changes) {
    const value = result(item);
    if (value === undefined) delete next[attribute];
    else next[attribute] = checkedValue(value);
  }
  return Object.freeze(next);
}
