import * as z from 'zod/mini';
import type { Pops } from '../ports/pops.ts';
import { fromAws } from './aws-errors.ts';
import { asked } from './contact-item.ts';
import { type DynamoTable, refusedItem } from './dynamo-table.ts';

const PopItem = z.object({ url: z.object({ S: z.string() }) });

const popKey = (reference: string) => ({ pk: { S: `POP#${encodeURIComponent(reference)}` } });
const seconds = (instant: Date): string => String(Math.ceil(instant.getTime() / 1000));

/** Pages on the contacts table, one item a reference. */
export function dynamoPops(table: DynamoTable, tableName: string): Pops {
  return {
    async keep(reference, { url, customerId, endsAt }, until) {
      await asked(
        table.putItem({
          TableName: tableName,
          Item: {
            ...popKey(reference),
            url: { S: url },
            customerId: { S: customerId },
            endsAt: { N: seconds(endsAt) },
            expiresAt: { N: seconds(until) },
          },
        }),
      );
    },

    async open(reference, { now, until }) {
      try {
        const { Attributes } = await table.updateItem({
          TableName: tableName,
          Key: popKey(reference),
          UpdateExpression: 'SET #expiresAt = :until',
          ConditionExpression: '#expiresAt > :now AND #endsAt > :now',
          ExpressionAttributeNames: { '#expiresAt': 'expiresAt', '#endsAt': 'endsAt' },
          ExpressionAttributeValues: {
            ':until': { N: seconds(until) },
            ':now': { N: String(now.getTime() / 1000) },
          },
          ReturnValues: 'ALL_NEW',
        });
        return PopItem.parse(Attributes).url.S;
      } catch (error) {
        if (refusedItem(error)) return undefined;
        throw fromAws('contacts_unavailable', error);
      }
    },
  };
}
