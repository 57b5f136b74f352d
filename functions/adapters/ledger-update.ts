import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { endOf } from '../messages/alert-state.ts';
import type { AlertRecord, AlertState, Transition } from '../ports/ledger.ts';
import { alertKey, attribute, logEntry, type Value } from './ledger-items.ts';

/** A conditional write but for the table's name. */
export type ConditionalUpdate = Omit<UpdateItemCommandInput, 'TableName'>;

/** A story longer than this is not extended by refused attempts: the item must stay small. */
export const LONGEST_STORY = 24;

/** What an update of one item consists of. Names are attributes; `when` is written with `#name` and `:value`. */
export interface UpdateParts {
  readonly set?: Readonly<Record<string, Value>>;
  readonly add?: Readonly<Record<string, number>>;
  readonly remove?: readonly string[];
  readonly log?: readonly Transition[];
  readonly when: string;
  readonly values?: Readonly<Record<string, Value>>;
}

/** A transition: new state, next version, new token, one more line in the story. */
export function move(
  alert: AlertRecord,
  token: string,
  to: Transition,
  parts: UpdateParts,
): ConditionalUpdate {
  const tooLong = to.state === 'OPEN' && alert.transitions.length >= LONGEST_STORY;
  const [was, is] = [endOf(alert.state, alert.why), endOf(to.state, alert.why)];
  return update(alertKey(alert.key), {
    ...parts,
    // What the index `tally` tells of it; an end that stays is not written again.
    set: { st: to.state, tok: token, ...(is !== undefined && is !== was && { end: is }), ...parts.set },
    remove: [...(parts.remove ?? []), ...(was !== undefined && is === undefined ? ['end'] : [])],
    add: { ver: 1 },
    log: tooLong ? [] : [to],
  });
}

/** An update of one item. States named in the condition need no value of their own. */
export function update(key: string, parts: UpdateParts): ConditionalUpdate {
  const set = Object.entries(parts.set ?? {});
  const add = Object.entries(parts.add ?? {});
  const assignments = set.map(([name]) => `#${name} = :${name}`);
  if (parts.log?.length) assignments.push('#log = list_append(#log, :log)');
  const expression = [
    assignments.length > 0 ? `SET ${assignments.join(', ')}` : '',
    parts.remove?.length ? `REMOVE ${parts.remove.map((name) => `#${name}`).join(', ')}` : '',
    add.length > 0 ? `ADD ${add.map(([name]) => `#${name} :add_${name}`).join(', ')}` : '',
  ]
    .filter(Boolean)
    .join(' ');
  const values: Record<string, Value> = { ...parts.set, ...parts.values };
  for (const [name, by] of add) values[`add_${name}`] = by;
  for (const [, state] of parts.when.matchAll(/:([A-Z_]{2,})/g)) if (state) values[state] = state;
  if (parts.log?.length) values.log = parts.log.map(logEntry);
  return {
    Key: { pk: { S: key } },
    UpdateExpression: expression,
    ConditionExpression: parts.when,
    ExpressionAttributeNames: namesIn(`${expression} ${parts.when}`),
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [`:${name}`, attribute(value)]),
    ),
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

function namesIn(expression: string): Record<string, string> {
  return Object.fromEntries(
    [...expression.matchAll(/#(\w+)/g)].map(([placeholder, name = '']) => [placeholder, name]),
  );
}

/** One line of the story. */
export const step = (at: Date, state: AlertState, reason: string): Transition => ({ at, state, reason });

/** The fence of whoever holds the grant. */
export const mine = (alert: AlertRecord): Record<string, Value> => ({ mine: alert.attemptId ?? '' });
