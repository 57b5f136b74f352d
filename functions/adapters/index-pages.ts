import * as z from 'zod/mini';
import type { LedgerTable } from './ledger-table.ts';

/** A page's end as it is kept between two functions: a partition and the key it goes on behind. */
const Cursor = z.object({
  shard: z.string(),
  after: z.optional(z.object({ pk: z.string(), nextAt: z.string() })),
});
type Cursor = z.infer<typeof Cursor>;

/** A page of keys; `cursor` gives the next, absent after the last. `from`: the earliest appointment of a partition. */
export type IndexPages = (
  cursor: string | undefined,
  limit: number,
  from: (shard: string) => Date,
) => Promise<{ readonly pks: readonly string[]; readonly cursor?: string }>;

/** Pages over partitions of the index `due`, one after another. */
export function indexPages(items: LedgerTable, shards: readonly string[]): IndexPages {
  return async (cursor, limit, from) => {
    const at: Cursor = cursor === undefined ? { shard: shards[0] ?? '' } : Cursor.parse(JSON.parse(cursor));
    const { shard, after } = at;
    const { pks, last } = await items.page({
      shard,
      from: from(shard),
      limit,
      after: after && { pk: { S: after.pk }, shard: { S: shard }, nextAt: { N: after.nextAt } },
    });
    const next = last
      ? { shard, after: { pk: last.pk?.S ?? '', nextAt: last.nextAt?.N ?? '' } }
      : behind(shards, shard);
    return { pks, ...(next && { cursor: JSON.stringify(next satisfies Cursor) }) };
  };
}

function behind(shards: readonly string[], shard: string): Cursor | undefined {
  const next = shards[shards.indexOf(shard) + 1];
  return next === undefined ? undefined : { shard: next };
}
