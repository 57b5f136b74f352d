import * as z from 'zod/mini';
import type { ContactRefs } from '../ports/contact-refs.ts';
import { asked } from './contact-item.ts';
import type { DynamoTable } from './dynamo-table.ts';

const RefItem = z.object({ customerId: z.object({ S: z.string() }), expiresAt: z.object({ N: z.string() }) });

const refKey = (contactId: string) => ({ pk: { S: `CONTACTREF#${encodeURIComponent(contactId)}` } });

/** References on the contacts table, one item a contact; read consistently. */
export function dynamoContactRefs(table: DynamoTable, tableName: string): ContactRefs {
  return {
    async customerOf(contactId, now) {
      const { Item } = await asked(
        table.getItem({ TableName: tableName, Key: refKey(contactId), ConsistentRead: true }),
      );
      if (Item === undefined) return undefined;
      const { customerId, expiresAt } = RefItem.parse(Item);
      return Number(expiresAt.N) * 1000 > now.getTime() ? customerId.S : undefined;
    },

    async refer(contactId, customerId, until) {
      await asked(
        table.putItem({
          TableName: tableName,
          Item: {
            ...refKey(contactId),
            customerId: { S: customerId },
            expiresAt: { N: String(Math.ceil(until.getTime() / 1000)) },
          },
        }),
      );
    },
  };
}
