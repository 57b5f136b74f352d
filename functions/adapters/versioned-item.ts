import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import type { Random } from '../ports/random.ts';
import { fromAws } from './aws-errors.ts';
import { type DynamoTable, refusedItem } from './dynamo-table.ts';
import { type Item, itemOf } from './ledger-items.ts';

/** Functions that change one item at once are fewer than this. */
const TRIES = 20;

/** What a decision makes of a state; without `state` nothing is written. */
export interface Step<State, Answer> {
  readonly state?: State;
  readonly answer: Answer;
}

/** States of one kind, each in one item of a table under a key of its own. */
export interface VersionedItems<State> {
  /**
   * Lets `decide` change a state in one conditional write; `undefined` before the first. It is asked again with the
   * newer state whenever another was faster. A change whose reply was lost is recognised, or made once more on top.
   * @throws {TransientError} the table cannot be reached, or too many others are changing the item
   */
  change<Answer>(pk: string, decide: (state: State | undefined) => Step<State, Answer>): Promise<Answer>;
}

/** Where items are kept and how they are read. */
export interface VersionedItemsOptions<Schema extends z.core.$ZodType> {
  readonly table: DynamoTable;
  readonly tableName: string;
  /** Gives the writer tokens. */
  readonly random: Random;
  readonly schema: Schema;
  /** When an item of this state may be deleted; absent: never. */
  expiresAt?(state: z.output<Schema>): Date;
  /** Under which partition of the index `due`, and when, an item of this state is found; absent: never. */
  due?(state: z.output<Schema>): { readonly shard: string; readonly at: Date } | undefined;
}

/** An item as it was read: its state and who wrote it last. */
interface Kept<State> {
  readonly version: number;
  readonly token: string;
  readonly state?: State;
}

/** Items that hold a state as JSON beside the version and the token of its last write. */
export function versionedItems<Schema extends z.core.$ZodType>(
  options: VersionedItemsOptions<Schema>,
): VersionedItems<z.output<Schema>> {
  const { table, tableName, random, schema } = options;
  type State = z.output<Schema>;

  function keptFrom(item: Item | undefined): Kept<State> {
    if (!item) return { version: 0, token: '' };
    return {
      version: Number(item.ver?.N ?? 0),
      token: item.tok?.S ?? '',
      state: z.parse(schema, JSON.parse(item.state?.S ?? '{}')),
    };
  }

  async function read(pk: string): Promise<Kept<State>> {
    const asked = table.getItem({ TableName: tableName, Key: { pk: { S: pk } }, ConsistentRead: true });
    const { Item } = await asked.catch((error: unknown) => {
      throw fromAws('ledger_unavailable', error);
    });
    return keptFrom(Item);
  }

  /** Puts a state where `before` is still the last; otherwise gives what is there instead. */
  async function replace(
    pk: string,
    before: Kept<State>,
    next: { readonly token: string; readonly state: State },
  ): Promise<Kept<State> | undefined> {
    const isFirst = before.version === 0;
    const expiry = options.expiresAt?.(next.state);
    const due = options.due?.(next.state);
    try {
      await table.putItem({
        TableName: tableName,
        Item: itemOf({
          pk,
          ver: before.version + 1,
          tok: next.token,
          state: JSON.stringify(next.state),
          ...(expiry && { expiresAt: Math.ceil(expiry.getTime() / 1000) }),
          ...(due && { shard: due.shard, nextAt: due.at.getTime() }),
        }),
        ConditionExpression: isFirst ? 'attribute_not_exists(#pk)' : '#ver = :was',
        ExpressionAttributeNames: isFirst ? { '#pk': 'pk' } : { '#ver': 'ver' },
        ...(!isFirst && { ExpressionAttributeValues: { ':was': { N: String(before.version) } } }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return undefined;
    } catch (error) {
      const refused = refusedItem(error);
      if (!refused) throw fromAws('ledger_unavailable', error);
      return refused.item ? keptFrom(refused.item) : read(pk);
    }
  }

  return {
    async change(pk, decide) {
      let kept = await read(pk);
      for (let tries = 0; tries < TRIES; tries++) {
        const { state, answer } = decide(kept.state);
        if (state === undefined) return answer;
        const token = random.id();
        const other = await replace(pk, kept, { token, state });
        // Our own token says that an earlier send of this very write was applied and its reply was lost.
        if (!other || other.token === token) return answer;
        kept = other;
      }
      throw new TransientError('item_contended', 'others change this item all the time');
    },
  };
}
