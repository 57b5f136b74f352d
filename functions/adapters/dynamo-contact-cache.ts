import * as z from 'zod/mini';
import { Customer } from '../messages/customer.ts';
import type { ContactCache } from '../ports/contact-cache.ts';
import { fromAws } from './aws-errors.ts';
import { type DynamoTable, refusedItem } from './dynamo-table.ts';

/** Usable, with its age, for this long. */
const KEPT_MS = 24 * 60 * 60 * 1000;

const ContactItem = z.object({ body: z.object({ S: z.string() }), fetchedAt: z.object({ N: z.string() }) });

/**
 * Customers on the contacts table, one item each. TTL deletes late, so the age is compared on every read; reads are
 * consistent, because compliance asks for what enrichment has just written.
 */
export function dynamoContactCache(table: DynamoTable, tableName: string): ContactCache {
  return {
    async read(customerId, now) {
      const { Item } = await asked(
        table.getItem({ TableName: tableName, Key: contactKey(customerId), ConsistentRead: true }),
      );
      if (!Item) return undefined;
      const { body, fetchedAt } = ContactItem.parse(Item);
      const at = new Date(Number(fetchedAt.N));
      if (now.getTime() - at.getTime() >= KEPT_MS) return undefined;
      return { customer: Customer.parse(JSON.parse(body.S)), fetchedAt: at };
    },

    async keep({ customer, fetchedAt }) {
      const at = fetchedAt.getTime();
      try {
        await table.putItem({
          TableName: tableName,
          Item: {
            ...contactKey(customer.customerId),
            body: { S: JSON.stringify(customer) },
            fetchedAt: { N: String(at) },
            expiresAt: { N: String(Math.ceil((at + KEPT_MS) / 1000)) },
          },
          ConditionExpression: 'attribute_not_exists(#pk) OR #fetchedAt < :fetchedAt',
          ExpressionAttributeNames: { '#pk': 'pk', '#fetchedAt': 'fetchedAt' },
          ExpressionAttributeValues: { ':fetchedAt': { N: String(at) } },
        });
      } catch (error) {
        if (!refusedItem(error)) throw fromAws('contacts_unavailable', error);
      }
    },
  };
}

const contactKey = (customerId: string) => ({ pk: { S: `CONTACT#${encodeURIComponent(customerId)}` } });

async function asked<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw fromAws('contacts_unavailable', error);
  }
}
