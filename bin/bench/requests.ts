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
export type UnitReport = z.infer<typeof UnitReport>;

/**
 * Most write units of the ledger and of its indexes, fault-free (the dialing protocol, section 9). Two things its page
 * did not know: a placed call stays on an index until its ringing is settled, one unit more; and every alert is counted
 * when it comes and when it ends, two more, or one where it ends as it comes.
 */
const TARGETS: Readonly<Record<Outcome, { readonly writes: number; readonly index: number }>> = {
  placed: { writes: 4, index: 5 },
  // Its own item, and the count on the alert that owns the slot.
  suppressed: { writes: 2, index: 1 },
  duplicate: { writes: 1, index: 0 },
  deferred: { writes: 4, index: 4 },
};

/** Requests to the engines for one alert of each outcome, and what DynamoDB bills for it. */
export async function requests(progress: Progress): Promise<readonly BenchTable[]> {
  const bench = await benchLaptop(progress);
  try {
    const counts = await countEach(bench, progress);
    progress('counting the units DynamoDB bills');
    return [requestTable(counts), unitTable(await unitReport())];
  } finally {
    await bench.stop();
  }
}

/** What DynamoDB bills for one alert of each outcome, by the real use cases over a table that counts. */
export async function unitReport(): Promise<UnitReport> {
  const script = join(import.meta.dirname, '../../test/bench/ledger-units.ts');
  return UnitReport.parse(JSON.parse(await nodeOutput([script])));
}

async function countEach(
  bench: BenchLaptop,
  progress: Progress,
): Promise<ReadonlyMap<string, RequestCounts>> {
  const counts = new Map<string, RequestCounts>();
  await eachOutcome(bench, '1', async (name, alert, wanted) => {
    progress(`one alert: ${name}`);
    counts.set(name, await countOne(bench, alert, wanted));
  });
  return counts;
}

/**
 * Hands out one alert for each outcome, in an order in which they come to it. `round`: makes the customers and sensors of
 * this turn others than those of the turns before.
 */
export async function eachOutcome(
  bench: BenchLaptop,
  round: string,
  act: (name: string, alert: Alert, wanted: string) => Promise<void>,
): Promise<void> {
  const [first, called, asleep] = [`CUST-A${round}`, `CUST-B${round}`, `CUST-C${round}`];
  for (const id of [first, called]) bench.addCustomer(id, 'day');
  bench.addCustomer(asleep, 'night');
  const alert = (customerId: string): Alert => bench.alert(customerId, `SNS-${round}`, 'temp_critical');
  const placed = alert(called);
  await act('placed, first of all', alert(first), 'placed');
  await act('placed', placed, 'placed');
  await act('suppressed', alert(called), 'suppressed');
  await act('duplicate', placed, 'duplicate');
  await act('deferred', alert(asleep), 'deferred');
}

/** What one alert costs from its post until it has its outcome and no message is left. */
export async function countOne({ laptop, send, story }: BenchLaptop, alert: Alert, wanted: string) {
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
