import type { ContactCache } from '../ports/contact-cache.ts';
import { fromAws } from './aws-errors.ts';
import { contactKey, describedOn, expiry, readContactItem, stored } from './contact-item.ts';
import { type DynamoTable, refusedItem } from './dynamo-table.ts';

/**
 * A new description replaces what changed earlier, and the same change that was fetched earlier. Items of before
 * `version` was kept have only their age.
 */
const NEWER = [
  'attribute_not_exists(#fetchedAt)',
  '(attribute_not_exists(#version) AND #fetchedAt < :fetchedAt)',
  '#version < :version',
  '(#version = :version AND #fetchedAt < :fetchedAt)',
].join(' OR ');

/**
 * Customers on the contacts table, one item each. TTL deletes late, so the age is compared on every read; reads are
 * consistent, because compliance asks for what enrichment has just written.
 */
export function dynamoContactCache(table: DynamoTable, tableName: string): ContactCache {
  return {
    async read(customerId, now) {
      return describedOn(await readContactItem(table, tableName, customerId), now);
    },

    async keep({ customer, fetchedAt, askedAt = fetchedAt }) {
      const version = customer.changedAt === undefined ? askedAt : new Date(customer.changedAt);
      try {
        await table.putItem({
          TableName: tableName,
          Item: {
            ...contactKey(customer.customerId),
            body: { S: JSON.stringify(customer) },
            fetchedAt: stored(fetchedAt),
            version: stored(version),
            expiresAt: expiry(fetchedAt),
          },
          ConditionExpression: NEWER,
          ExpressionAttributeNames: { '#fetchedAt': 'fetchedAt', '#version': 'version' },
          ExpressionAttributeValues: { ':fetchedAt': stored(fetchedAt), ':version': stored(version) },
        });
        return true;
      } catch (error) {
        if (!refusedItem(error)) throw fromAws('contacts_unavailable', error);
        return false;
      }
    },
  };
}
