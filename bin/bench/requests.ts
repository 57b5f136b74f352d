import { join } from 'node:path';
import * as z from 'zod/mini';
import { type Alert, type BenchLaptop, benchLaptop } from './bench-laptop.ts';
import { type BenchTable, type Progress, verdict } from './bench-table.ts';
import { nodeOutput } from './node-child.ts';
import { waitFor } from './patience.ts';
import { type RequestCounts, requestCounts } from './request-counts.ts';

const PATIENCE = { everyMs: 100, atMostMs: 30_000 };

const Units = z.strictObject({
  writes: z.number(),
  index: z.number(),
  reads: z.number(),
  contactWrites: z.number(),
  contactReads: z.number(),
});
const OUTCOMES = ['placed', 'suppressed', 'duplicate', 'deferred'] as const;
type Outcome = (typeof OUTCOMES)[number];
const UnitReport = z.strictObject({
  outcomes: z.record(z.enum(OUTCOMES), Units),
  largestItemBytes: z.number(),
});
type UnitReport = z.infer<typeof UnitReport>;

/**
 * Most write units of the ledger and of its index, fault-free (the dialing protocol, section 9). A placed call stays on
 * the index until its ringing is settled, which its protocol page did not know: one unit more.
 */
const TARGETS: Readonly<Record<Outcome, { readonly writes: number; readonly index: number }>> = {
  placed: { writes: 4, index: 3 },
  // Its own item, and the count on the alert that owns the slot.
  suppressed: { writes: 2, index: 0 },
  duplicate: { writes: 1, index: 0 },
  deferred: { writes: 4, index: 2 },
};

/** Requests to the engines for one alert of each outcome, and what DynamoDB bills for it. */
export async function requests(progress: Progress): Promise<readonly BenchTable[]> {
  const bench = await benchLaptop(progress);
  try {
    const counts = await countEach(bench, progress);
    progress('counting the units DynamoDB bills');
    const script = join(import.meta.dirname, '../../test/bench/ledger-units.ts');
    const units = UnitReport.parse(JSON.parse(await nodeOutput([script])));
    return [requestTable(counts), unitTable(units)];
  } finally {
    await bench.stop();
  }
}

async function countEach(
  bench: BenchLaptop,
  progress: Progress,
): Promise<ReadonlyMap<string, RequestCounts>> {
  const counts = new Map<string, RequestCounts>();
  const count = async (name: string, alert: Alert, wanted: string): Promise<void> => {
    progress(`one alert: ${name}`);
    counts.set(name, await countOne(bench, alert, wanted));
  };
  for (const id of ['CUST-1', 'CUST-2']) bench.addCustomer(id, 'day');
  bench.addCustomer('CUST-3', 'night');
  const placed = bench.alert('CUST-2', 'SNS-2', 'temp_critical');
  await count('placed, first of all', bench.alert('CUST-1', 'SNS-1', 'temp_critical'), 'placed');
  await count('placed', placed, 'placed');
  await count('suppressed', bench.alert('CUST-2', 'SNS-2', 'temp_critical'), 'suppressed');
  await count('duplicate', placed, 'duplicate');
  await count('deferred', bench.alert('CUST-3', 'SNS-3', 'temp_critical'), 'deferred');
  return counts;
}

/** What one alert costs from its post until it has its outcome and no message is left. */
async function countOne({ laptop, send, story }: BenchLaptop, alert: Alert, wanted: string) {
  const before = laptop.system.engineCalls().length;
  const duplicates = (await story(alert.idempotencyKey))?.duplicates ?? 0;
  const answer = await send(alert);
  if (answer.status !== 202) throw new Error(`the door answered ${answer.status} ${answer.body}`);
  await waitFor(`an alert that is ${wanted}`, PATIENCE, async () => {
    const told = await story(alert.idempotencyKey);
    const there = wanted === 'duplicate' ? (told?.duplicates ?? 0) > duplicates : told?.outcome === wanted;
    return there && told?.final ? told : undefined;
  });
  return waitFor('an empty queue', PATIENCE, () => {
    const counts = requestCounts(laptop.system.engineCalls().slice(before));
    return counts.messagesSent === counts.messagesDeleted ? counts : undefined;
  });
}

function requestTable(counts: ReadonlyMap<string, RequestCounts>): BenchTable {
  return {
    title: 'Requests of one alert, local system',
    rows: [...counts].map(([name, each]) => ({
      alert: name,
      'DynamoDB writes': each.tableWrites,
      'DynamoDB reads': each.tableReads,
      'SQS sends': each.messagesSent,
      'SQS deletes': each.messagesDeleted,
      'S3 puts': each.objectsPut,
      Secrets: each.secretsRead,
      other: each.other.join(', '),
    })),
    notes: [
      'from the post until the outcome; the door and the pollers are counted, receives (shared by a batch) are not',
      'a queue between a door and a function that remembers nothing would be 1 send and 1 delete',
    ],
  };
}

function unitTable({ outcomes, largestItemBytes }: UnitReport): BenchTable {
  return {
    title: 'DynamoDB units of one alert, real use cases over a table that counts',
    rows: OUTCOMES.map((name) => {
      const units = outcomes[name];
      const target = TARGETS[name];
      const met = units.writes <= target.writes && units.index <= target.index;
      return {
        alert: name,
        'ledger writes + index': `${units.writes} + ${units.index}`,
        'at most': `${target.writes} + ${target.index}`,
        target: verdict(met),
        'ledger reads': units.reads,
        'contact writes': units.contactWrites,
        'contact reads': units.contactReads,
      };
    }),
    notes: [`largest item of the ledger: ${largestItemBytes} bytes; from 1,025 on every write of it costs 2`],
  };
}
