import type { QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { AlertEnd } from '../messages/alert-state.ts';
import type { Clock } from '../ports/clock.ts';
import type { TallyBook } from '../ports/tally-book.ts';
import { fromAws } from './aws-errors.ts';
import { batchRead } from './dynamo-batch.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { alertFrom, alertKey, attribute, keyOfAlert, TALLY_SHARDS, tallyName } from './ledger-items.ts';
import {
  endsOf,
  HOUR_MS,
  type HourTally,
  hoursBetween,
  hourTally,
  rangesOf,
  type TallyEntry,
} from './tally-hours.ts';

/** Pages of a megabyte read of each partition for one range: some 500,000 alerts in all. */
const MOST_PAGES = 10;

/** Most items of one BatchGetItem (DynamoDB API reference). */
const BATCH = 100;

/** How long an hour of which everything has ended is not read again: a call of then may still be taken back. */
const KEPT_MS = 10 * 60_000;

/** Another function's clock may be so far ahead or behind. */
const SKEW_MS = 5 * 60_000;

const ALERT = alertKey('');

type Entries = NonNullable<QueryCommandOutput['Items']>;

const End = z.optional(z.object({ S: AlertEnd }));

/**
 * The tally by the ledger's index `tally`, which has every alert under the instant it was taken in, with its end. Hours
 * that are over are kept in memory, so that whoever looks again and again reads little more than the hour that runs.
 */
export function dynamoTally(table: DynamoTable, tableName: string, clock: Clock): TallyBook {
  const kept = new Map<number, { readonly tally: HourTally; readonly until: number }>();

  async function partition(name: string, first: number, last: number) {
    const entries: Entries = [];
    let after: QueryCommandOutput['LastEvaluatedKey'];
    for (let page = 0; page < MOST_PAGES; page++) {
      const answer = await table.query({
        TableName: tableName,
        IndexName: 'tally',
        KeyConditionExpression: '#tally = :tally AND #at BETWEEN :first AND :last',
        ExpressionAttributeNames: { '#tally': 'tally', '#at': 'tallyAt' },
        ExpressionAttributeValues: {
          ':tally': { S: name },
          ':first': attribute(first),
          ':last': attribute(last),
        },
        ...(after && { ExclusiveStartKey: after }),
      });
      entries.push(...(answer.Items ?? []));
      after = answer.LastEvaluatedKey;
      if (after === undefined) return { entries, more: false };
    }
    return { entries, more: true };
  }

  const read = (pks: readonly string[], consistent: boolean) =>
    batchRead(table, { tableName, pks, consistent, unavailable: 'ledger_unavailable' });

  /** Every partition, for all of these hours. */
  async function readHours(hours: readonly number[]) {
    const names = Array.from({ length: TALLY_SHARDS }, (_, shard) => tallyName(shard));
    const asked = rangesOf(hours).flatMap(([first, last]) =>
      names.map((name) => partition(name, first, last)),
    );
    const parts = await Promise.all(asked).catch((error: unknown) => {
      throw fromAws('ledger_unavailable', error);
    });
    return {
      entries: parts.flatMap((part) => part.entries.map(entryFrom)),
      more: parts.some(({ more }) => more),
    };
  }

  return {
    async since(start) {
      const now = clock.now().getTime();
      const hours = hoursBetween(start.getTime(), now + SKEW_MS);
      const isKept = (hour: number): boolean => (kept.get(hour)?.until ?? 0) > now;
      const { entries, more } = await readHours(hours.filter((hour) => !isKept(hour)));
      const tallies = hours.map((hour) => {
        const known = isKept(hour) ? kept.get(hour)?.tally : undefined;
        const tally = known ?? hourTally(hour, entries);
        const isOver = hour + HOUR_MS + SKEW_MS < now && tally.open.length === 0 && !more;
        if (known === undefined && isOver) kept.set(hour, { tally, until: now + KEPT_MS });
        return tally;
      });
      for (const hour of kept.keys()) if (hour < start.getTime()) kept.delete(hour);
      const open = tallies.flatMap((tally) => tally.open).toSorted((a, b) => a.at - b.at);
      return { ended: endsOf(tallies), open: open.map(({ key }) => key), more };
    },

    async latest(limit) {
      const names = Array.from({ length: TALLY_SHARDS }, (_, shard) => tallyName(shard));
      const asked = names.map((name) =>
        table.query({
          TableName: tableName,
          IndexName: 'tally',
          KeyConditionExpression: '#tally = :tally',
          ExpressionAttributeNames: { '#tally': 'tally' },
          ExpressionAttributeValues: { ':tally': { S: name } },
          ScanIndexForward: false,
          Limit: Math.ceil(limit / TALLY_SHARDS),
        }),
      );
      const answers = await Promise.all(asked).catch((error: unknown) => {
        throw fromAws('ledger_unavailable', error);
      });
      const pks = answers
        .flatMap(({ Items = [] }) => Items)
        .filter(({ pk }) => pk?.S?.startsWith(ALERT))
        .toSorted((a, b) => Number(b.tallyAt?.N) - Number(a.tallyAt?.N))
        .slice(0, Math.min(limit, BATCH))
        .map(({ pk }) => pk?.S ?? '');
      if (pks.length === 0) return [];
      const found = await read(pks, false);
      return pks
        .map((pk) => found.get(pk))
        .filter((item) => item !== undefined)
        .map(alertFrom);
    },

    async strayed(keys) {
      if (keys.length === 0) return [];
      const found = await read(keys.slice(0, BATCH).map(alertKey), true);
      return [...found.values()]
        .filter((item) => item.end === undefined)
        .map(alertFrom)
        .filter(({ nextAt }) => nextAt === undefined)
        .map(({ key }) => key);
    },
  };
}

function entryFrom({ pk, tallyAt, end: told }: Entries[number]): TallyEntry {
  const end = End.parse(told)?.S;
  // A copy of an unusable body has always ended, so its key is never asked for.
  return { key: keyOfAlert(pk?.S ?? ''), at: Number(tallyAt?.N), ...(end !== undefined && { end }) };
}
