import * as z from 'zod/mini';
import type { Random } from '../ports/random.ts';
import type { Surge, Surges } from '../ports/surges.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { versionedItems } from './versioned-item.ts';

/** Late members of an event still find it: no alert waits longer in the ledger. */
const REMEMBERED_MS = 30 * 24 * 60 * 60_000;

const State = z.object({
  window: z.number(),
  count: z.number(),
  before: z.number(),
  event: z.optional(z.object({ since: z.number(), until: z.number(), told: z.boolean() })),
});

/** Surges on the ledger's table, one item a type. `random` gives the writer tokens. */
export function dynamoSurges(table: DynamoTable, tableName: string, random: Random): Surges {
  const items = versionedItems({
    table,
    tableName,
    random,
    schema: State,
    expiresAt: ({ window }) => new Date(window + REMEMBERED_MS),
  });
  return {
    change: (alertType, decide) =>
      items.change(`SURGE#${encodeURIComponent(alertType)}`, (state) => decide(state && surgeFrom(state))),
  };
}

/** An event that is not there is an absent field. */
function surgeFrom({ event, ...counts }: z.infer<typeof State>): Surge {
  return event ? { ...counts, event } : counts;
}
