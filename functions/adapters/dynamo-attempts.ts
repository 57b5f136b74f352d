import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { TransientError } from '../errors.ts';
import type { AttemptBook, Attempts, CountedAttempt } from '../ports/attempts.ts';
import { fromAws } from './aws-errors.ts';
import { type DynamoTable, refusedItem } from './dynamo-table.ts';

/** The longest period a rule counts in. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** Somebody else writes to the same customer's item at most so often in a row. */
const RELEASE_TRIES = 5;

const NOBODY_YET = '0';

/** One item a customer on the ledger: a list of `<epoch ms>|<attempt>|<alert>|<subject>`, and the edition it is. */
export function dynamoAttempts(table: DynamoTable, tableName: string): Attempts {
  async function read(customerId: string, now: Date): Promise<AttemptBook> {
    const { Item } = await table
      .getItem({ TableName: tableName, Key: key(customerId), ConsistentRead: true })
      .catch((error: unknown) => {
        throw fromAws('ledger_unavailable', error);
      });
    return bookOf(customerId, Item, now);
  }

  /** Writes the next edition over the one that was read; `undefined` when that is no longer there. */
  async function write(book: AttemptBook, attempts: readonly CountedAttempt[], now: Date): Promise<boolean> {
    const isFirst = book.edition === NOBODY_YET;
    const latest = Math.max(now.getTime(), ...attempts.map(({ at }) => at.getTime()));
    try {
      await table.updateItem({
        TableName: tableName,
        Key: key(book.customerId),
        UpdateExpression: 'SET #tries = :tries, #edition = :next, #expiresAt = :expiresAt',
        ConditionExpression: isFirst ? 'attribute_not_exists(#edition)' : '#edition = :edition',
        ExpressionAttributeNames: { '#tries': 'tries', '#edition': 'edition', '#expiresAt': 'expiresAt' },
        ExpressionAttributeValues: {
          ':tries': { L: attempts.map((one) => ({ S: entryOf(one) })) },
          ':next': { N: String(Number(book.edition) + 1) },
          ':expiresAt': { N: String(Math.ceil((latest + KEPT_MS) / 1000)) },
          ...(isFirst ? {} : { ':edition': { N: book.edition } }),
        },
      });
      return true;
    } catch (error) {
      if (refusedItem(error)) return false;
      throw fromAws('ledger_unavailable', error);
    }
  }

  return {
    read,

    async reserve(book, attempt) {
      const others = book.attempts.filter(({ alertKey }) => alertKey !== attempt.alertKey);
      if (await write(book, [...others, attempt], attempt.at)) return 'reserved';
      // An earlier send of this very write may have been applied, its reply lost.
      const there = await read(book.customerId, attempt.at);
      const isOurs = there.attempts.some(({ attemptId }) => attemptId === attempt.attemptId);
      return isOurs ? 'reserved' : 'changed';
    },

    async release(customerId, attemptId, now) {
      for (let tries = 1; tries <= RELEASE_TRIES; tries++) {
        const book = await read(customerId, now);
        const others = book.attempts.filter((one) => one.attemptId !== attemptId);
        if (others.length === book.attempts.length || (await write(book, others, now))) return;
      }
      throw new TransientError('ledger_unavailable', "a customer's attempts are written to by many at once");
    },
  };
}

const key = (customerId: string) => ({ pk: { S: `TRIES#${encodeURIComponent(customerId)}` } });

/** The alert's key and the subject cannot contain the mark between them. */
const entryOf = ({ at, attemptId, alertKey, subject }: CountedAttempt): string =>
  [at.getTime(), attemptId, alertKey, subject].join('|');

function bookOf(
  customerId: string,
  item: Record<string, AttributeValue> | undefined,
  now: Date,
): AttemptBook {
  const attempts = (item?.tries?.L ?? [])
    .map(({ S = '' }) => {
      const [at, attemptId = '', alertKey = '', subject = ''] = S.split('|');
      return { at: new Date(Number(at)), attemptId, alertKey, subject };
    })
    .filter(({ at }) => now.getTime() - at.getTime() < KEPT_MS);
  return { customerId, attempts, edition: item?.edition?.N ?? NOBODY_YET };
}
