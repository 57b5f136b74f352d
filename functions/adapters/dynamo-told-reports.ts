import * as z from 'zod/mini';
import type { ToldReports } from '../ports/notice-board.ts';
import type { Random } from '../ports/random.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { versionedItems } from './versioned-item.ts';

/** A message outlives its queue's retention and that of its dead letters, 14 days each. */
const KEPT_MS = 30 * 24 * 3_600_000;

const Told = z.object({ at: z.number() });

/** Which versions of reports have been told, on the ledger's table. */
export function dynamoToldReports(table: DynamoTable, tableName: string, random: Random): ToldReports {
  const items = versionedItems({
    table,
    tableName,
    random,
    schema: Told,
    expiresAt: ({ at }) => new Date(at + KEPT_MS),
  });
  const keyOf = ({ reportId, version }: { reportId: string; version: number }): string =>
    `TOLD#${reportId}#${version}`;
  return {
    wasTold: (notice) => items.change(keyOf(notice), (told) => ({ answer: told !== undefined })),
    keepTold: (notice, now) =>
      items.change(keyOf(notice), (told) => ({ state: told ?? { at: now.getTime() }, answer: undefined })),
  };
}
