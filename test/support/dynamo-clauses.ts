import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';

/** Part of an expression: each `?` stands for the next of its values. */
export interface Clause {
  readonly text: string;
  readonly values: readonly AttributeValue[];
}

const NUMBERS = ['-3', '0', '1', '1.0', '1.5', '2', '10', '99999999999999999999'].map((N) => ({ N }));
const TEXTS = ['10', 'OPEN', 'x', 'xy', 'y'].map((S) => ({ S }));

export const number = fc.constantFrom(...NUMBERS);
export const text = fc.constantFrom(...TEXTS);
export const scalar = fc.oneof(number, text);
export const flag = fc.boolean().map((BOOL) => ({ BOOL }));
export const list = fc.array(text, { maxLength: 2 }).map((L) => ({ L }));
export const comparator = fc.constantFrom('=', '<>', '<', '<=', '>', '>=');
const attribute = fc.constantFrom('n', 's', '#owner', 'nextAt');
const bounds = fc.oneof(
  fc.subarray(NUMBERS, { minLength: 2, maxLength: 2 }),
  fc.subarray(TEXTS, { minLength: 2, maxLength: 2 }),
);

/** An expression part and the values of its `?`. */
export const clause = (text: string, ...values: readonly AttributeValue[]): Clause => ({ text, values });

/** Several clauses as one. */
export function joined(clauses: readonly Clause[], separator: string): Clause {
  return {
    text: clauses.map(({ text }) => text).join(separator),
    values: clauses.flatMap(({ values }) => values),
  };
}

/** Mostly the value, else `null`. */
export const mostly = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 3 });

/** Mostly `null`, else the value. */
export const seldom = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });

// Where the engines differ the generator stays away. dynalite takes "" and false for absent in IN, BETWEEN, size and
// attribute_type, never finds two lists or maps equal nor a boolean in a list, finds two absent attributes equal,
// lets < compare booleans, and checks the type of an index key before the condition.
const leaf: fc.Arbitrary<Clause> = fc.oneof(
  fc.tuple(attribute, comparator, scalar).map(([name, by, value]) => clause(`${name} ${by} ?`, value)),
  fc.tuple(fc.constantFrom('=', '<>'), flag).map(([by, value]) => clause(`f ${by} ?`, value)),
  fc.tuple(attribute, bounds).map(([name, both]) => clause(`${name} BETWEEN ? AND ?`, ...both)),
  fc.tuple(attribute, scalar, scalar).map(([name, one, two]) => clause(`${name} IN (?, ?)`, one, two)),
  fc.tuple(attribute, text).map(([name, value]) => clause(`begins_with(${name}, ?)`, value)),
  fc.tuple(fc.constantFrom('s', 'l', 'n'), text).map(([name, part]) => clause(`contains(${name}, ?)`, part)),
  fc.tuple(fc.constantFrom('s', 'l', 'n'), number).map(([name, size]) => clause(`size(${name}) > ?`, size)),
  fc
    .tuple(attribute, fc.constantFrom('S', 'N'))
    .map(([name, S]) => clause(`attribute_type(${name}, ?)`, { S })),
  fc.constantFrom('pk', 's', 'l', 'f').map((name) => clause(`attribute_exists(${name})`)),
  fc.constantFrom('pk', 's', 'l', 'f').map((name) => clause(`attribute_not_exists(${name})`)),
);

// Without parentheses, so that both engines also have to agree on what binds first.
const both = (of: fc.Arbitrary<Clause>, separator: string) =>
  fc.tuple(of, of).map((parts) => joined(parts, separator));

/** A random condition. */
export const { condition } = fc.letrec<{ condition: Clause }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    both(tie('condition'), ' AND '),
    both(tie('condition'), ' or '),
    both(tie('condition'), ') AND (').map(({ text, values }) => clause(`(${text})`, ...values)),
    tie('condition').map(({ text, values }) => clause(`NOT (${text})`, ...values)),
  ),
}));
