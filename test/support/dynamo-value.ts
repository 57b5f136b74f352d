import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { notSupported, validationError } from './dynamo-errors.ts';
import { canonicalNumber, compareNumbers } from './dynamo-number.ts';

/** An item as the engine keeps it: checked, canonical and frozen. */
export type Item = Readonly<Record<string, AttributeValue>>;

const INVALID = 'One or more parameter values were invalid:';

/** The one type a value carries: S, N, BOOL, NULL, L, M or SS. */
export function typeOf(value: AttributeValue): string {
  let type: string | undefined;
  for (const [name, content] of Object.entries(value)) {
    if (content === undefined) continue;
    if (type !== undefined) {
      throw validationError('Supplied AttributeValue has more than one datatypes set');
    }
    type = name;
  }
  if (type === undefined) throw validationError('Supplied AttributeValue is empty');
  return type;
}

function frozen<T>(list: T[]): T[] {
  Object.freeze(list);
  return list;
}

function stringSet(members: readonly string[]): string[] {
  if (members.length === 0) throw validationError(`${INVALID} An string set may not be empty`);
  if (new Set(members).size < members.length) {
    throw validationError(`${INVALID} Input collection contains duplicates`);
  }
  return frozen([...members]);
}

function checked(value: AttributeValue): AttributeValue {
  const type = typeOf(value);
  if (typeof value.S === 'string') return { S: value.S };
  if (typeof value.N === 'string') return { N: canonicalNumber(value.N) };
  if (typeof value.BOOL === 'boolean') return { BOOL: value.BOOL };
  if (value.NULL === true) return { NULL: true };
  if (Array.isArray(value.SS)) return { SS: stringSet(value.SS) };
  if (Array.isArray(value.L)) return { L: frozen(value.L.map(checkedValue)) };
  if (value.M !== undefined) return { M: checkedItem(value.M) };
  if (['B', 'BS', 'NS'].includes(type)) throw notSupported(`values of type ${type}`);
  throw validationError(`${INVALID} ${type} has a value of another type`);
}

/** A frozen copy in canonical form. Throws where DynamoDB refuses the value. */
export function checkedValue(value: AttributeValue): AttributeValue {
  return Object.freeze(checked(value));
}

/** A frozen copy of a whole item or key. */
export function checkedItem(item: Record<string, AttributeValue>): Item {
  const entries = Object.entries(item).map(([name, value]) => [name, checkedValue(value)] as const);
  return Object.freeze(Object.fromEntries(entries));
}

/** Equality by type and value: numbers by value, sets without order, lists and maps in depth. */
export function sameValue(left: AttributeValue, right: AttributeValue): boolean {
  if (typeOf(left) !== typeOf(right)) return false;
  if (left.SS !== undefined && right.SS !== undefined) {
    const members = new Set(right.SS);
    return members.size === left.SS.length && left.SS.every((member) => members.has(member));
  }
  if (left.L !== undefined && right.L !== undefined) {
    const others = right.L;
    return left.L.length === others.length && left.L.every((value, i) => sameOrBothAbsent(value, others[i]));
  }
  if (left.M !== undefined && right.M !== undefined) {
    const [a, b] = [left.M, right.M];
    const names = Object.keys({ ...a, ...b });
    return names.every((name) => sameOrBothAbsent(a[name], b[name]));
  }
  // Both are canonical scalars of one type here.
  return left.S === right.S && left.N === right.N && left.BOOL === right.BOOL;
}

/** As `sameValue`, for two attributes that may be absent. */
export function sameOrBothAbsent(
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (left === undefined || right === undefined) return left === right;
  return sameValue(left, right);
}

/** Order of two strings (by their UTF-8 bytes) or two numbers; `undefined` for anything else. */
export function order(left: AttributeValue, right: AttributeValue): number | undefined {
  if (left.N !== undefined && right.N !== undefined) return compareNumbers(left.N, right.N);
  if (left.S === undefined || right.S === undefined) return undefined;
  return Buffer.compare(Buffer.from(left.S), Buffer.from(right.S));
}
