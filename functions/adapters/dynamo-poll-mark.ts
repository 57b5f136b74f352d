import * as z from 'zod/mini';
import type { PollMark } from '../ports/poll-mark.ts';
import { fromAws } from './aws-errors.ts';
import { type DynamoTable, refusedItem } from './dynamo-table.ts';
import { expiresAt, itemOf } from './ledger-items.ts';

const REMEMBERED_DAYS = 7;

const Kept = z.object({ at: z.object({ N: z.string() }), expiresAt: z.object({ N: z.string() }) });

/** A mark on the ledger's table. `name`: what is looked for. */
export function dynamoPollMark(
  table: DynamoTable,
  tableName: string,
  { name, now }: { readonly name: string; readonly now: () => Date },
): PollMark {
  const pk = `POLL#${name}`;
  return {
    async read() {
      const { Item } = await table
        .getItem({ TableName: tableName, Key: { pk: { S: pk } } })
        .catch((error: unknown) => {
          throw fromAws('ledger_unavailable', error);
        });
      const kept = Item && z.parse(Kept, Item);
      if (!kept || Number(kept.expiresAt.N) * 1000 <= now().getTime()) return undefined;
      return new Date(Number(kept.at.N));
    },

    async keep(seenUntil) {
      try {
        await table.putItem({
          TableName: tableName,
          Item: itemOf({ pk, at: seenUntil.getTime(), expiresAt: expiresAt(seenUntil, REMEMBERED_DAYS) }),
          ConditionExpression: 'attribute_not_exists(#pk) OR #at < :at',
          ExpressionAttributeNames: { '#pk': 'pk', '#at': 'at' },
          ExpressionAttributeValues: { ':at': { N: String(seenUntil.getTime()) } },
        });
      } catch (error) {
        if (!refusedItem(error)) throw fromAws('ledger_unavailable', error);
      }
    },
  };
}
