import * as z from 'zod/mini';
import { get } from '../requests.ts';
import { target } from '../target.ts';
import { benchLaptop } from './bench-laptop.ts';
import { type BenchTable, type Progress, rounded, verdict } from './bench-table.ts';
import { machineNote } from './machine.ts';
import { percentile } from './statistics.ts';

const READS = 1000;
const CUSTOMERS = 100;
/** Agents who look at once. */
const AT_ONCE = 20;
const CRM_MS = 5000;
const CACHED_MS = 200;
const OTHERWISE_MS = 2100;

const Context = z.object({ freshness: z.string() });

/** One read: how long it took and from where the answer was; `failed` when there was none. */
interface Looked {
  readonly ms: number;
  readonly freshness: string;
}

/** Agents who preview contacts while the CRM takes five seconds, through the local reads and straight to the CRM. */
export async function preview(progress: Progress): Promise<readonly BenchTable[]> {
  const bench = await benchLaptop(progress);
  const { crm, system } = bench.laptop;
  if (!crm) throw new Error('the bench needs the simulated CRM');
  try {
    for (let index = 0; index < CUSTOMERS; index++) bench.addCustomer(customerOf(index), 'day');
    const at = target({ url: system.url });
    const context = async (customerId: string): Promise<string> => {
      const answer = await get(at, `v1/contacts/${customerId}?campaignId=bench`);
      return answer.status === 200 ? Context.parse(JSON.parse(answer.body)).freshness : 'failed';
    };
    progress('warming the functions');
    for (let index = 0; index < AT_ONCE; index++) bench.addCustomer(strangerOf(index), 'day');
    await reads(AT_ONCE, (index) => context(strangerOf(index)));
    crm.setFaults([{ system: 'crm', operation: 'readCustomer', fault: { kind: 'delay', ms: CRM_MS } }]);
    crm.clearRequests();
    progress(`${READS} context reads of ${CUSTOMERS} contacts, the CRM at ${CRM_MS} ms`);
    const ours = await reads(READS, (index) => context(customerOf(index)));
    const asked = Map.groupBy(crm.requests(), ({ path }) => path);
    const mostAsked = Math.max(...[...asked.values()].map(({ length }) => length));
    progress(`the same ${READS} reads straight to the CRM`);
    const straight = await reads(READS, async (index) => {
      const headers = { authorization: 'Bearer local' };
      const answer = await fetch(`${crm.url}/api/v1/customers/${customerOf(index)}`, { headers });
      await answer.text();
      return answer.ok ? 'live' : 'failed';
    });
    return [table(ours, straight, mostAsked)];
  } finally {
    await bench.stop();
  }
}

/** Contact after contact and around again, as a campaign is worked through. */
const customerOf = (index: number): string => `CUST-preview-${index % CUSTOMERS}`;

/** Others, who only have the functions started. */
const strangerOf = (index: number): string => `CUST-warm-${index}`;

/** This many reads, `AT_ONCE` under way at a time. */
async function reads(times: number, read: (index: number) => Promise<string>): Promise<readonly Looked[]> {
  const looked: Looked[] = [];
  let next = 0;
  const agent = async (): Promise<void> => {
    while (next < times) {
      const index = next++;
      const startedAt = performance.now();
      const freshness = await read(index);
      looked.push({ ms: performance.now() - startedAt, freshness });
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, times) }, agent));
  return looked;
}

function table(ours: readonly Looked[], straight: readonly Looked[], mostAsked: number): BenchTable {
  const p99 = (looked: readonly Looked[]) =>
    looked.length === 0
      ? 0
      : percentile(
          looked.map(({ ms }) => ms),
          0.99,
        );
  const cached = ours.filter(({ freshness }) => freshness === 'cached');
  const others = ours.filter(({ freshness }) => freshness !== 'cached');
  const failed = (looked: readonly Looked[]) =>
    looked.filter(({ freshness }) => freshness === 'failed').length;
  const row = (measure: string, trunkline: number, straightToCrm: number | string, wanted: string) => ({
    measure,
    trunkline,
    'straight to the CRM': straightToCrm,
    target: wanted,
  });
  const within = (value: number, most: number) => `<= ${most}: ${verdict(value <= most)}`;
  return {
    title: `${READS} context reads of ${CUSTOMERS} contacts, ${AT_ONCE} at once, the CRM at ${CRM_MS} ms`,
    rows: [
      row('from the cache, reads', cached.length, 0, '-'),
      row('from the cache, p99 ms', rounded(p99(cached)), '-', within(p99(cached), CACHED_MS)),
      row('otherwise, reads', others.length, straight.length, '-'),
      row(
        'otherwise, p99 ms',
        rounded(p99(others)),
        rounded(p99(straight)),
        within(p99(others), OTHERWISE_MS),
      ),
      row(
        'longest, ms',
        rounded(Math.max(...ours.map(({ ms }) => ms))),
        rounded(Math.max(...straight.map(({ ms }) => ms))),
        '-',
      ),
      row('without an answer', failed(ours), failed(straight), within(failed(ours), 0)),
      row('most requests to the CRM for one customer', mostAsked, READS / CUSTOMERS, within(mostAsked, 1)),
    ],
    notes: [
      'from the client to the answer, through the local gateway; the functions are warm, the cache is empty at first',
      machineNote(),
    ],
  };
}
