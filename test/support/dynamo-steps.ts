import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import type { Clause } from './dynamo-clauses.ts';
import {
  clause,
  comparator,
  condition,
  flag,
  list,
  mostly,
  number,
  scalar,
  seldom,
  text,
} from './dynamo-clauses.ts';

/** One change of an update and the section it belongs to. */
export interface Change {
  readonly section: 'SET' | 'REMOVE' | 'ADD';
  readonly clause: Clause;
}

/** One call in a random sequence. */
export type Step =
  | { readonly does: 'get'; readonly key: string }
  | {
      readonly does: 'put';
      readonly key: string;
      readonly attributes: Readonly<Record<string, AttributeValue>>;
      /** Whether the item carries the shard of its sequence. */
      readonly isDue: boolean;
      readonly condition: Clause | null;
    }
  | {
      readonly does: 'update';
      readonly key: string;
      readonly changes: readonly Change[];
      readonly condition: Clause | null;
      readonly returns: 'NONE' | 'ALL_OLD' | 'ALL_NEW' | 'UPDATED_NEW';
    }
  | {
      readonly does: 'query';
      readonly range: Clause | null;
      readonly limit: number;
      readonly forward: boolean;
    };

/** The items a sequence works on. */
export const KEYS = ['a', 'b', 'c'];
const key = fc.constantFrom(...KEYS);

const set = (text: string, ...values: readonly fc.Arbitrary<AttributeValue>[]): fc.Arbitrary<Change> =>
  fc.tuple(...values).map((given) => ({ section: 'SET', clause: clause(text, ...given) }));
const remove = (name: string): fc.Arbitrary<Change> =>
  fc.constant({ section: 'REMOVE', clause: clause(name) });

// One change for each attribute, so that few updates are refused for touching one twice.
const changes = fc
  .tuple(
    mostly(
      fc.oneof(
        set('n = ?', scalar),
        set('n = n + ?', number),
        set('n = nextAt - ?', number),
        set('n = if_not_exists(n, ?) + ?', number, number),
        remove('n'),
      ),
    ),
    mostly(
      fc.oneof(set('s = ?', text), set('s = #owner'), set('s = if_not_exists(#owner, ?)', text), remove('s')),
    ),
    mostly(fc.oneof(set('l = list_append(if_not_exists(l, ?), ?)', list, list), remove('l'))),
    mostly(fc.oneof(set('nextAt = ?', number), set('nextAt = nextAt'), remove('nextAt'))),
    seldom(fc.oneof(remove('#shard'), remove('s'), set('#owner = s'))),
    seldom(number.map((by): Change => ({ section: 'ADD', clause: clause('hits ?', by) }))),
  )
  .map((all) => all.filter((change) => change !== null));

/** A random call. Some are refused by both engines, on purpose. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constant('get' as const), key }),
  fc.record({
    does: fc.constant('put' as const),
    key,
    attributes: fc.record(
      { n: scalar, s: text, f: flag, l: list, owner: text, nextAt: number },
      { requiredKeys: ['nextAt'] },
    ),
    isDue: fc.constantFrom(true, true, true, false),
    condition: seldom(condition),
  }),
  fc.record({
    does: fc.constant('update' as const),
    key,
    changes,
    condition: fc.option(condition, { freq: 2 }),
    returns: fc.constantFrom('NONE' as const, 'ALL_OLD' as const, 'ALL_NEW' as const, 'UPDATED_NEW' as const),
  }),
  fc.record({
    does: fc.constant('query' as const),
    range: fc.oneof(
      fc.constant(null),
      fc.tuple(comparator, number).map(([by, value]) => clause(`nextAt ${by} ?`, value)),
      fc.tuple(number, number).map(([low, high]) => clause('nextAt BETWEEN ? AND ?', low, high)),
    ),
    limit: fc.integer({ min: 1, max: 4 }),
    forward: fc.boolean(),
  }),
);
