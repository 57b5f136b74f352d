import type { Said, Suppressions } from '../ports/suppressions.ts';
import { fromAws } from './aws-errors.ts';
import { batchRead } from './dynamo-batch.ts';
import { type DynamoTable, refusedItem } from './dynamo-table.ts';
import {
  consenting,
  lifting,
  numberKey,
  standingOf,
  subjectKeys,
  suppressing,
  type Write,
} from './suppression-items.ts';

/** Longer than the queue and its dead letters hold a message (14 + 14 days). */
const NUMBER_KEPT_MS = 30 * 24 * 60 * 60 * 1000;

const UNAVAILABLE = 'contacts_unavailable';

/** Opt-outs and consent on the contacts table, one item a number and one a customer; read consistently. */
export function dynamoSuppressions(table: DynamoTable, tableName: string): Suppressions {
  /** A refusal says that a newer word is known, or this very one. */
  async function write(said: Said, expressions: Write): Promise<void> {
    for (const pk of subjectKeys(said)) {
      try {
        await table.updateItem({ TableName: tableName, Key: { pk: { S: pk } }, ...expressions });
      } catch (error) {
        if (!refusedItem(error)) throw fromAws(UNAVAILABLE, error);
      }
    }
  }

  return {
    async read(subject, now) {
      const pks = subjectKeys(subject);
      const found = await batchRead(table, {
        tableName,
        pks,
        consistent: true,
        unavailable: UNAVAILABLE,
      });
      return standingOf([...found.values()], now);
    },

    suppress: (optOut) => write(optOut, suppressing(optOut)),
    lift: (said) => write(said, lifting(said)),
    recordConsent: (word) => write(word, consenting(word)),

    async keepNumber(reference, phoneE164, now) {
      const until = now.getTime() + NUMBER_KEPT_MS;
      await asked(
        table.putItem({
          TableName: tableName,
          Item: {
            pk: { S: numberKey(reference) },
            phone: { S: phoneE164 },
            expiresAt: { N: String(Math.ceil(until / 1000)) },
          },
        }),
      );
    },

    async numberOf(reference, now) {
      const { Item } = await asked(
        table.getItem({
          TableName: tableName,
          Key: { pk: { S: numberKey(reference) } },
          ConsistentRead: true,
        }),
      );
      const isKept = Number(Item?.expiresAt?.N ?? 0) * 1000 > now.getTime();
      return isKept ? Item?.phone?.S : undefined;
    },
  };
}

async function asked<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw fromAws(UNAVAILABLE, error);
  }
}
