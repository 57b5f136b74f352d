import { notSupported } from './dynamo-errors.ts';
import type { Operand } from './dynamo-operand.ts';
import { operand, operandList, refuseSame, refuseType } from './dynamo-operand.ts';
import type { Cursor, Source } from './dynamo-tokens.ts';
import { cursor } from './dynamo-tokens.ts';
import { order } from './dynamo-value.ts';

/** A parsed condition with its placeholders resolved. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'compare'; readonly by: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly of: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly of: Operand; readonly among: readonly Operand[] }
  | { readonly kind: 'test'; readonly test: Test; readonly operands: readonly Operand[] };

/** The six comparison signs. */
export type Comparator = (typeof COMPARATORS)[number];

/** The functions that are conditions by themselves. */
export type Test = (typeof TESTS)[number];

const COMPARATORS = ['=', '<>', '<', '<=', '>', '>='] as const;
const ONE_OPERAND = ['attribute_exists', 'attribute_not_exists'] as const;
const TWO_OPERANDS = ['attribute_type', 'begins_with', 'contains'] as const;
const TESTS = [...ONE_OPERAND, ...TWO_OPERANDS] as const;
const ORDERED_TYPES = ['S', 'N'];
const TYPES = ['S', 'N', 'B', 'SS', 'NS', 'BS', 'BOOL', 'NULL', 'L', 'M'];

/** Parses a ConditionExpression, FilterExpression or KeyConditionExpression. Throws where DynamoDB refuses it. */
export function parseCondition(source: Source): Condition {
  const at = cursor(source);
  const condition = disjunction(at, new WeakSet());
  if (at.peek() !== '') at.fail(`Syntax error; token: "${at.peek()}"`);
  return condition;
}

function disjunction(at: Cursor, wrapped: WeakSet<Condition>): Condition {
  let left = conjunction(at, wrapped);
  while (at.accept('OR')) left = { kind: 'or', left, right: conjunction(at, wrapped) };
  return left;
}

function conjunction(at: Cursor, wrapped: WeakSet<Condition>): Condition {
  let left = negation(at, wrapped);
  while (at.accept('AND')) left = { kind: 'and', left, right: negation(at, wrapped) };
  return left;
}

function negation(at: Cursor, wrapped: WeakSet<Condition>): Condition {
  if (at.accept('NOT')) return { kind: 'not', of: negation(at, wrapped) };
  if (at.accept('(')) {
    const inner = disjunction(at, wrapped);
    at.expect(')');
    if (wrapped.has(inner)) at.fail('The expression has redundant parentheses;');
    wrapped.add(inner);
    return inner;
  }
  return at.peek(1) === '(' && at.peek() !== 'size' ? test(at) : comparison(at);
}

function test(at: Cursor): Condition {
  const name = at.next();
  const known = TESTS.find((candidate) => candidate === name);
  if (known === undefined) return at.fail(`Invalid function name; function: ${name}`);
  const operands = operandList(at);
  const [first, second] = operands;
  const wanted = TWO_OPERANDS.some((two) => two === known) ? 2 : 1;
  if (first === undefined || operands.length !== wanted) {
    return at.fail(
      `Incorrect number of operands for operator or function; operator or function: ${known}, number of operands: ${operands.length}`,
    );
  }
  refuseSame(at, known, operands);
  if (wanted === 1 && first.kind !== 'attribute') {
    at.fail(`Operator or function requires a document path; operator or function: ${known}`);
  }
  if (known === 'begins_with') for (const each of operands) refuseType(at, known, each, ['S']);
  if (known === 'attribute_type') refuseTypeName(at, second);
  return { kind: 'test', test: known, operands };
}

function refuseTypeName(at: Cursor, of: Operand | undefined): void {
  const name = of?.kind === 'value' ? of.value.S : undefined;
  if (name !== undefined && TYPES.includes(name)) return;
  at.fail(`Invalid attribute type name found; type: ${name}, valid types: {${TYPES.join(',')}}`);
}

function comparison(at: Cursor): Condition {
  const left = operand(at);
  if (at.accept('BETWEEN')) return between(at, left);
  if (at.accept('IN')) return { kind: 'in', of: left, among: operandList(at) };
  const by = COMPARATORS.find((sign) => at.accept(sign));
  if (by === undefined && at.peek() === ')') throw notSupported('parentheses around operands');
  if (by === undefined) return at.fail(`Syntax error; token: "${at.peek() || '<EOF>'}"`);
  const right = operand(at);
  refuseSame(at, by, [left, right]);
  if (by !== '=' && by !== '<>') for (const each of [left, right]) refuseType(at, by, each, ORDERED_TYPES);
  return { kind: 'compare', by, left, right };
}

function between(at: Cursor, of: Operand): Condition {
  const low = operand(at);
  at.expect('AND');
  const high = operand(at);
  for (const each of [of, low, high]) refuseType(at, 'BETWEEN', each, ORDERED_TYPES);
  if (low.kind === 'value' && high.kind === 'value') {
    const compared = order(low.value, high.value);
    if (compared === undefined) {
      at.fail('The BETWEEN operator requires same data type for lower and upper bounds;');
    } else if (compared > 0) {
      at.fail('The BETWEEN operator requires upper bound to be greater than or equal to lower bound;');
    }
  }
  return { kind: 'between', of, low, high };
}
