import * as z from 'zod/mini';
import { get } from '../requests.ts';
import { target } from '../target.ts';
import { benchLaptop } from './bench-laptop.ts';
import type { BenchTable, Progress } from './bench-table.ts';
import { machineNote } from './machine.ts';
import { type Looked, previewTable } from './preview-table.ts';

const READS = 1000;
const CUSTOMERS = 100;
const CRM_MS = 5000;

/** Straight to the CRM all reads would take minutes of waiting: after this no more are begun. */
const STRAIGHT_MS = 45_000;

const Context = z.object({ freshness: z.string() });

/** Agents who preview contacts while the CRM takes five seconds, through the local reads and straight to the CRM. */
export async function preview(progress: Progress): Promise<readonly BenchTable[]> {
  const bench = await benchLaptop(progress);
  const { crm, system, stage } = bench.laptop;
  const { maxConcurrency: atOnce } = stage.context;
  if (!crm || atOnce === undefined) throw new Error('the bench needs a simulated CRM and a cap of the stage');
  try {
    for (let index = 0; index < CUSTOMERS; index++) bench.addCustomer(customerOf(index), 'day');
    const at = target({ url: system.url });
    const context = async (customerId: string): Promise<string> => {
      const answer = await get(at, `v1/contacts/${customerId}?campaignId=bench`);
      return answer.status === 200 ? Context.parse(JSON.parse(answer.body)).freshness : 'failed';
    };
    progress(`warming ${atOnce} environments`);
    for (let index = 0; index < atOnce; index++) bench.addCustomer(strangerOf(index), 'day');
    await reads({ times: atOnce, atOnce }, (index) => context(strangerOf(index)));
    crm.setFaults([{ system: 'crm', operation: 'readCustomer', fault: { kind: 'delay', ms: CRM_MS } }]);
    crm.clearRequests();
    progress(`${READS} context reads of ${CUSTOMERS} contacts, ${atOnce} at once, the CRM at ${CRM_MS} ms`);
    const ours = await reads({ times: READS, atOnce }, (index) => context(customerOf(index)));
    const asked = Map.groupBy(crm.requests(), ({ path }) => path);
    progress(`the same reads straight to the CRM, for ${STRAIGHT_MS / 1000} s`);
    const straight = await reads({ times: READS, atOnce, forMs: STRAIGHT_MS }, async (index) => {
      const headers = { authorization: 'Bearer local' };
      const answer = await fetch(`${crm.url}/api/v1/customers/${customerOf(index)}`, { headers });
      await answer.text();
      return answer.ok ? 'live' : 'failed';
    });
    const table = previewTable(ours, straight, {
      reads: READS,
      customers: CUSTOMERS,
      mostAsked: Math.max(...[...asked.values()].map(({ length }) => length)),
    });
    const title = `${READS} context reads of ${CUSTOMERS} contacts, ${atOnce} at once, the CRM at ${CRM_MS} ms`;
    return [{ title, rows: table, notes: [...NOTES, machineNote()] }];
  } finally {
    await bench.stop();
  }
}

const NOTES = [
  'from the client to the answer, through the local gateway; the functions are warm, the cache is empty at first',
  `straight to the CRM the same reads begin in the same order; after ${STRAIGHT_MS / 1000} s no more are begun, and the time for all is reckoned`,
];

/** Contact after contact and around again, as a campaign is worked through. */
const customerOf = (index: number): string => `CUST-preview-${index % CUSTOMERS}`;

/** Others, who only have the functions started. */
const strangerOf = (index: number): string => `CUST-warm-${index}`;

interface Run {
  readonly times: number;
  readonly atOnce: number;
  /** No read is begun after this. @default all are */
  readonly forMs?: number;
}

/** This many reads, `atOnce` under way at a time. */
async function reads(
  { times, atOnce, forMs = Number.POSITIVE_INFINITY }: Run,
  read: (index: number) => Promise<string>,
): Promise<{ readonly looked: readonly Looked[]; readonly ms: number }> {
  const looked: Looked[] = [];
  const begunAt = performance.now();
  let next = 0;
  const agent = async (): Promise<void> => {
    while (next < times && performance.now() - begunAt < forMs) {
      const index = next++;
      const startedAt = performance.now();
      const freshness = await read(index);
      looked.push({ ms: performance.now() - startedAt, freshness });
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, times) }, agent));
  return { looked, ms: performance.now() - begunAt };
}
