import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { validationError } from './dynamo-errors.ts';
import { checkedValue } from './dynamo-value.ts';

/** What a `:value` stands for: one object a token, so that a parsed request can be given other values. */
export interface GivenValue {
  readonly kind: 'value';
  value: AttributeValue;
}

/** The `#names` and `:values` of one request, and which of them its expressions have used. */
export interface Placeholders {
  name(token: string): string | undefined;
  value(token: string): Readonly<GivenValue> | undefined;
  /** The values of another request that gives the same tokens. Throws for refused values. */
  giveAnew(values: Record<string, AttributeValue> | undefined): void;
  /** Throws for a placeholder no expression used: DynamoDB refuses the whole request. */
  refuseUnused(): void;
}

interface Given {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
}

const NAME = /^#[0-9a-zA-Z_]+$/;
const VALUE = /^:[0-9a-zA-Z_]+$/;

function lookup<T>(parameter: string, syntax: RegExp, given: Record<string, T> | undefined) {
  const all = new Map(Object.entries(given ?? {}));
  const unused = new Set(all.keys());
  if (given !== undefined && all.size === 0) throw validationError(`${parameter} must not be empty`);
  for (const key of all.keys()) {
    if (!syntax.test(key)) {
      throw validationError(`${parameter} contains invalid key: Syntax error; key: "${key}"`);
    }
  }
  return {
    take(token: string): T | undefined {
      unused.delete(token);
      return all.get(token);
    },
    refuseUnused(): void {
      if (unused.size === 0) return;
      throw validationError(
        `Value provided in ${parameter} unused in expressions: keys: {${[...unused].join(', ')}}`,
      );
    },
  };
}

/** Checks the placeholders of a request. Throws for malformed or empty ones and for refused values. */
export function placeholders(given: Given): Placeholders {
  const names = lookup('ExpressionAttributeNames', NAME, given.ExpressionAttributeNames);
  const values = lookup('ExpressionAttributeValues', VALUE, given.ExpressionAttributeValues);
  const taken = new Map<string, GivenValue>();
  return {
    name: names.take,
    value(token) {
      const known = taken.get(token);
      if (known) return known;
      const value = values.take(token);
      if (value === undefined) return undefined;
      const fresh: GivenValue = { kind: 'value', value: checkedValue(value) };
      taken.set(token, fresh);
      return fresh;
    },
    giveAnew(next = {}) {
      for (const [token, holder] of taken) {
        const value = next[token];
        if (value !== undefined) holder.value = checkedValue(value);
      }
    },
    refuseUnused() {
      names.refuseUnused();
      values.refuseUnused();
    },
  };
}
