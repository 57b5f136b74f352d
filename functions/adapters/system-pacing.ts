import { dynamoPaceBook } from './dynamo-pace.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { systemClock, systemRandom } from './system.ts';
import { systemSleep } from './system-sleep.ts';

/** What the budgets of a function need: the ledger's table, the machine's clock, and patience. */
export const systemPacing = (table: DynamoTable, tableName: string) => ({
  book: dynamoPaceBook(table, tableName, systemRandom),
  clock: systemClock,
  sleep: systemSleep,
  random: systemRandom,
});
