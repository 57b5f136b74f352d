import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { Customer } from '../messages/customer.ts';
import type { CachedCustomer } from '../ports/contact-cache.ts';
import type { ContactKnowledge } from '../ports/contact-refresh.ts';
import { fromAws } from './aws-errors.ts';
import type { DynamoTable } from './dynamo-table.ts';

/** A description is usable, with its age, for this long. */
export const KEPT_MS = 24 * 60 * 60 * 1000;

const N = z.object({ N: z.string() });
const S = z.object({ S: z.string() });
const Described = z.object({ body: S, fetchedAt: N });
const Refused = z.object({ said: S, saidAt: N, retryAt: N });

/** The one item of a customer: the description, who asks the CRM for a new one, and what it said instead. */
export const contactKey = (customerId: string) => ({
  pk: { S: `CONTACT#${encodeURIComponent(customerId)}` },
});

/** An instant as it is stored, epoch milliseconds. */
export const stored = (instant: Date): AttributeValue => ({ N: String(instant.getTime()) });

/** When TTL may delete an item, epoch seconds. */
export const expiry = (from: Date): AttributeValue => ({
  N: String(Math.ceil((from.getTime() + KEPT_MS) / 1000)),
});

/** The description on an item, if it is young enough at `now`: TTL deletes late. */
export function describedOn(
  item: Readonly<Record<string, AttributeValue>> | undefined,
  now: Date,
): CachedCustomer | undefined {
  if (item?.body === undefined) return undefined;
  const { body, fetchedAt } = Described.parse(item);
  const at = new Date(Number(fetchedAt.N));
  if (now.getTime() - at.getTime() >= KEPT_MS) return undefined;
  return { customer: Customer.parse(JSON.parse(body.S)), fetchedAt: at };
}

/** All that an item says at `now`. */
export function knowledgeOn(
  item: Readonly<Record<string, AttributeValue>> | undefined,
  now: Date,
): ContactKnowledge {
  const cached = describedOn(item, now);
  if (item?.said === undefined) return { ...(cached && { cached }) };
  const { said, saidAt, retryAt } = Refused.parse(item);
  const turnedDown = {
    reason: said.S,
    at: new Date(Number(saidAt.N)),
    until: new Date(Number(retryAt.N)),
  };
  return { ...(cached && { cached }), turnedDown };
}

/** Reads a customer's item, consistently. @throws {TransientError} */
export async function readContactItem(table: DynamoTable, tableName: string, customerId: string) {
  const { Item } = await asked(
    table.getItem({ TableName: tableName, Key: contactKey(customerId), ConsistentRead: true }),
  );
  return Item;
}

/** A request to the table of contacts. @throws {TransientError} `contacts_unavailable` */
export async function asked<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw fromAws('contacts_unavailable', error);
  }
}
