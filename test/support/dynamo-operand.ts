import type { GivenValue } from './dynamo-placeholders.ts';
import type { Cursor } from './dynamo-tokens.ts';
import { typeOf } from './dynamo-value.ts';

/** What a condition compares: an attribute, a given value, or the size of either. */
export type Operand =
  | { readonly kind: 'attribute'; readonly name: string }
  | Readonly<GivenValue>
  | { readonly kind: 'size'; readonly of: Operand };

const SIZED_TYPES = ['S', 'SS', 'L', 'M'];

/** Passes one operand. Throws for a function other than `size`. */
export function operand(at: Cursor): Operand {
  const value = at.value();
  if (value !== undefined) return value;
  if (at.peek(1) !== '(') return { kind: 'attribute', name: at.attribute() };
  const name = at.next();
  if (name !== 'size') {
    return at.fail(`The function is not allowed to be used this way in an expression; function: ${name}`);
  }
  const [of, ...more] = operandList(at);
  if (of === undefined || of.kind === 'size' || more.length > 0) {
    return at.fail('Incorrect operands for operator or function; operator or function: size');
  }
  refuseType(at, 'size', of, SIZED_TYPES);
  return { kind: 'size', of };
}

/** Passes `(operand, ...)`, at least one operand. */
export function operandList(at: Cursor): readonly Operand[] {
  const operands: Operand[] = [];
  at.expect('(');
  do operands.push(operand(at));
  while (at.accept(','));
  at.expect(')');
  return operands;
}

/** Throws when the operand's type is known from the request and is not among `types`. */
export function refuseType(at: Cursor, by: string, of: Operand, types: readonly string[]): void {
  if (of.kind === 'attribute') return;
  const type = of.kind === 'size' ? 'N' : typeOf(of.value);
  if (types.includes(type)) return;
  at.fail(
    `Incorrect operand type for operator or function; operator or function: ${by}, operand type: ${type}`,
  );
}

/** Throws when an attribute is compared with itself. */
export function refuseSame(at: Cursor, by: string, operands: readonly Operand[]): void {
  const [left, right] = operands;
  if (left?.kind !== 'attribute' || right?.kind !== 'attribute' || left.name !== right.name) return;
  at.fail(
    `The first operand must be distinct from the remaining operands for this operator or function; operator: ${by}, first operand: [${left.name}]`,
  );
}
