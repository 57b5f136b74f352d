import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { RingLedger, RingNotice } from '../ports/ring-ledger.ts';
import { type Item, instant, keyOfAlert, RING_NOTICE, RING_SHARD, RINGING_SHARD } from './ledger-items.ts';
import * as conditions from './ledger-ring-conditions.ts';
import type { LedgerTable } from './ledger-table.ts';

/** A page's end as it is kept in a notice: a partition and the key it goes on behind. */
const Cursor = z.object({
  shard: z.string(),
  after: z.optional(z.object({ pk: z.string(), nextAt: z.string() })),
});
type Cursor = z.infer<typeof Cursor>;

const Pass = z.object({ begunAt: z.coerce.date(), cursor: z.string(), clean: z.boolean() });

/** The ringing part of the ledger, on the same table. `newToken`: new on every call. */
export function ringingLedger(items: LedgerTable, newToken: () => string): RingLedger {
  const { change, changeQuietly } = items;

  /** The partitions one after another: those to be looked at, then those without a limit that may still ring. */
  async function page(now: Date, { shard, after }: Cursor, limit: number) {
    const from = shard === RINGING_SHARD ? now : new Date(0);
    const { pks, last } = await items.page({ shard, from, limit, after: after && startKey(shard, after) });
    const next: Cursor | undefined = last
      ? { shard, after: { pk: last.pk?.S ?? '', nextAt: last.nextAt?.N ?? '' } }
      : shard === RING_SHARD
        ? { shard: RINGING_SHARD }
        : undefined;
    return { pks, next };
  }

  return {
    recordRung: (alert, now) => change((ours) => conditions.recordRung(alert, ours, now)),
    recordWithdrawn: (alert, withdrawal) =>
      change((ours) => conditions.recordWithdrawn(alert, ours, withdrawal)),
    recordRingOfCase: (alert, call) => change((ours) => conditions.recordRingOfCase(alert, ours, call)),
    recordNoted: (alert, noted, now) => change((ours) => conditions.recordNoted(alert, ours, noted, now)),
    lookAgain: (alert, now, lookAt) => changeQuietly(conditions.lookAgain(alert, now, lookAt)),
    endRinging: (alert) => changeQuietly(conditions.endRinging(alert)),

    askForRingSweep: (now) => items.put(conditions.ringNotice(newToken(), now)),
    async readRingNotice() {
      const item = await items.strongly(RING_NOTICE);
      return item?.nextAt && noticeFrom(item);
    },
    keepRingNotice: (notice, progress) => changeQuietly(conditions.keepRingNotice(notice, progress)),
    endRingNotice: (notice) => changeQuietly(conditions.endRingNotice(notice)),

    async ringing(now, cursor, limit) {
      const at: Cursor = cursor === undefined ? { shard: RING_SHARD } : Cursor.parse(JSON.parse(cursor));
      const { pks, next } = await page(now, at, limit);
      return { keys: pks.filter(isAlert).map(keyOfAlert), ...(next && { cursor: JSON.stringify(next) }) };
    },

    async ringsDue(now, limit) {
      const pks = await items.dueIn(RING_SHARD, now, limit);
      return { keys: pks.filter(isAlert).map(keyOfAlert), notice: pks.includes(RING_NOTICE) };
    },
  };
}

const isAlert = (pk: string): boolean => pk !== RING_NOTICE;

const startKey = (shard: string, { pk, nextAt }: { pk: string; nextAt: string }) =>
  ({ pk: { S: pk }, shard: { S: shard }, nextAt: { N: nextAt } }) satisfies Record<string, AttributeValue>;

function noticeFrom(item: Item): RingNotice {
  const pass = item.pass?.S;
  return {
    askedAt: instant(item.askedAt) ?? new Date(0),
    token: item.tok?.S ?? '',
    ...(pass !== undefined && { pass: Pass.parse(JSON.parse(pass)) }),
  };
}
