import type { TableSchema } from './dynamo-schema.ts';

/** The ledger's table with both of its indexes (lib/constructs/ledger-table.ts). */
export const LEDGER_TABLE: TableSchema = {
  partitionKey: 'pk',
  indexes: {
    due: { partitionKey: 'shard', sortKey: 'nextAt' },
    tally: { partitionKey: 'tally', sortKey: 'tallyAt', includes: ['end'] },
  },
};
