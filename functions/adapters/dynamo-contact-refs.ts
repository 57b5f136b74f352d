import * as z from 'zod/mini';
import type { ContactRef, ContactRefs } from '../ports/contact-refs.ts';
import { fromAws } from './aws-errors.ts';
import { asked, stored } from './contact-item.ts';
import { type DynamoTable, refusedItem } from './dynamo-table.ts';

const Text = z.object({ S: z.string() });

const RefItem = z.object({
  customerId: Text,
  contactId: z.optional(Text),
  campaignId: z.optional(Text),
  missedAt: z.optional(z.object({ N: z.string() })),
  expiresAt: z.object({ N: z.string() }),
});

const refKey = (contactId: string) => ({ pk: { S: `CONTACTREF#${encodeURIComponent(contactId)}` } });

/** References on the contacts table, one item a contact; read consistently. */
export function dynamoContactRefs(table: DynamoTable, tableName: string): ContactRefs {
  async function read(contactId: string, now: Date): Promise<ContactRef | undefined> {
    const { Item } = await asked(
      table.getItem({ TableName: tableName, Key: refKey(contactId), ConsistentRead: true }),
    );
    if (Item === undefined) return undefined;
    const item = RefItem.parse(Item);
    if (Number(item.expiresAt.N) * 1000 <= now.getTime()) return undefined;
    const { customerId, contactId: pushed, campaignId } = item;
    const preview = pushed && campaignId && { contactId: pushed.S, campaignId: campaignId.S };
    return {
      customerId: customerId.S,
      ...(preview && { preview }),
      ...(item.missedAt && { missedAt: new Date(Number(item.missedAt.N)) }),
    };
  }

  return {
    read,
    customerOf: async (contactId, now) => (await read(contactId, now))?.customerId,

    async noteMissed(contactId, at) {
      try {
        await table.updateItem({
          TableName: tableName,
          Key: refKey(contactId),
          UpdateExpression: 'SET #missedAt = :at',
          ConditionExpression: 'attribute_exists(#contactId)',
          ExpressionAttributeNames: { '#missedAt': 'missedAt', '#contactId': 'contactId' },
          ExpressionAttributeValues: { ':at': stored(at) },
        });
      } catch (error) {
        if (!refusedItem(error)) throw fromAws('contacts_unavailable', error);
      }
    },

    async refer(contactId, { customerId, preview }, until) {
      await asked(
        table.putItem({
          TableName: tableName,
          Item: {
            ...refKey(contactId),
            customerId: { S: customerId },
            ...(preview && {
              contactId: { S: preview.contactId },
              campaignId: { S: preview.campaignId },
            }),
            expiresAt: { N: String(Math.ceil(until.getTime() / 1000)) },
          },
        }),
      );
    },
  };
}
