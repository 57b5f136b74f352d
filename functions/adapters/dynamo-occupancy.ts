import * as z from 'zod/mini';
import type { OccupancyBook, OccupancyReading } from '../ports/occupancy-book.ts';
import { fromAws } from './aws-errors.ts';
import { type DynamoTable, refusedItem } from './dynamo-table.ts';
import { expiresAt, itemOf } from './ledger-items.ts';

const REMEMBERED_DAYS = 1;

const Kept = z.object({
  occ: z.object({ N: z.string() }),
  thr: z.object({ S: z.enum(['free', 'half', 'stopped']) }),
  since: z.object({ N: z.string() }),
  at: z.object({ N: z.string() }),
});

const occupancyKey = (routingQueue: string): string => `OCCUPANCY#${encodeURIComponent(routingQueue)}`;

/** Readings on the ledger's table, one item a routing queue. */
export function dynamoOccupancyBook(table: DynamoTable, tableName: string): OccupancyBook {
  return {
    async read(routingQueue) {
      const Key = { pk: { S: occupancyKey(routingQueue) } };
      const { Item } = await table.getItem({ TableName: tableName, Key }).catch((error: unknown) => {
        throw fromAws('ledger_unavailable', error);
      });
      return Item && readingFrom(z.parse(Kept, Item));
    },

    async keep(routingQueue, { percent, throttle, changedAt, at }) {
      try {
        await table.putItem({
          TableName: tableName,
          Item: itemOf({
            pk: occupancyKey(routingQueue),
            occ: percent,
            thr: throttle,
            since: changedAt.getTime(),
            at: at.getTime(),
            expiresAt: expiresAt(at, REMEMBERED_DAYS),
          }),
          ConditionExpression: 'attribute_not_exists(#pk) OR #at < :at',
          ExpressionAttributeNames: { '#pk': 'pk', '#at': 'at' },
          ExpressionAttributeValues: { ':at': { N: String(at.getTime()) } },
        });
      } catch (error) {
        if (!refusedItem(error)) throw fromAws('ledger_unavailable', error);
      }
    },
  };
}

function readingFrom({ occ, thr, since, at }: z.infer<typeof Kept>): OccupancyReading {
  return {
    percent: Number(occ.N),
    throttle: thr.S,
    changedAt: new Date(Number(since.N)),
    at: new Date(Number(at.N)),
  };
}
