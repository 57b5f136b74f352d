import * as z from 'zod/mini';
import type { Destination } from '../ports/pace.ts';
import type { PaceBook } from '../ports/pace-book.ts';
import type { Random } from '../ports/random.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { versionedItems } from './versioned-item.ts';

const Instants = z.record(z.string(), z.number());
const Breaker = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('closed'), since: z.number(), sent: z.number(), failed: z.number() }),
  z.object({ kind: z.literal('open'), until: z.number(), opened: z.number() }),
  z.object({ kind: z.literal('probing'), until: z.number(), opened: z.number() }),
]);
const Counted = { slots: z.number(), holds: z.number() };
const Counts = z.object({ minute: z.number(), ...Counted, last: z.object(Counted) });
const State = z.object({
  nextFree: z.number(),
  critical: z.number(),
  rest: z.number(),
  shares: Instants,
  limits: Instants,
  notBefore: z.number(),
  retries: z.object({ tenths: z.number(), since: z.number() }),
  breaker: Breaker,
  counts: z.optional(Counts),
});

/** A destination's slots, its pause and its breaker are one item, so that one write moves them all. */
const rateKey = (destination: Destination): string => `RATE#${destination}`;

/** Budgets on the ledger's table, one item each. `random` gives the writer tokens. */
export function dynamoPaceBook(table: DynamoTable, tableName: string, random: Random): PaceBook {
  const items = versionedItems({ table, tableName, random, schema: State });
  return { change: (destination, decide) => items.change(rateKey(destination), decide) };
}
