import type { Ledger } from '../ports/ledger.ts';
import { alertFrom, DUE_SHARDS, keyOfAlert, shardName } from './ledger-items.ts';
import type { LedgerTable } from './ledger-table.ts';

/** Most items of one BatchGetItem (DynamoDB API reference). */
const BATCH = 100;

/** Finding alerts that have not ended, by their appointments. */
export function ledgerDue(items: LedgerTable): Pick<Ledger, 'due' | 'unfinished'> {
  return {
    async due(now, limit) {
      const pks = await items.dueKeys(now, Math.ceil(limit / DUE_SHARDS));
      return pks.map(keyOfAlert);
    },

    async unfinished(before, limit) {
      const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => shardName(shard));
      const each = Math.ceil(limit / DUE_SHARDS);
      const pages = await Promise.all(
        shards.map((shard) => items.page({ shard, from: new Date(0), limit: each, after: undefined })),
      );
      const pks = pages.flatMap((page) => page.pks);
      const batches = Array.from({ length: Math.ceil(pks.length / BATCH) }, (_, index) =>
        items.batch(pks.slice(index * BATCH, (index + 1) * BATCH), false),
      );
      return (await Promise.all(batches))
        .flatMap((found) => [...found.values()])
        .map(alertFrom)
        .filter(({ nextAt, raisedAt }) => nextAt !== undefined && raisedAt < before);
    },
  };
}
