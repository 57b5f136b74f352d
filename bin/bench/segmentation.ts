import { setTimeout as pause } from 'node:timers/promises';
import { type Laptop, startLaptop } from '../../local/laptop.ts';
import { post } from '../requests.ts';
import { target } from '../target.ts';
import { type BenchTable, type Progress, rounded, verdict } from './bench-table.ts';
import { scratchDirectory } from './interruption.ts';
import { machineNote } from './machine.ts';
import { percentile } from './statistics.ts';

const COMPLETIONS = 5000;
const CUSTOMERS = 500;
const WITHIN_MS = 10_000;
const AT_ONCE = 30;
/** The queue and every write that was put off have ended long before. */
const PATIENCE_MS = 180_000;
const UNLIMITED = { ratePerSecond: 10_000, burst: 5000 };

/** One completion and when it was posted, ms of this process' monotonic clock. */
interface Posted {
  readonly customerId: string;
  readonly endTime: string;
  readonly summary: string;
  readonly postedMs: number;
}

/** Many completions of few customers through the local door, and what the CRM has of them afterwards. */
export async function segmentation(progress: Progress): Promise<readonly BenchTable[]> {
  const directory = scratchDirectory();
  const laptop = await startLaptop({
    port: 0,
    overrides: [{ path: 'doors.throttle', value: UNLIMITED }],
    simulators: true,
    workDirectory: directory.path,
    progress,
  });
  try {
    progress('one completion at a time');
    const alone = await unthrottled(laptop);
    progress(`${COMPLETIONS} completions of ${CUSTOMERS} customers`);
    laptop.crm?.clearRequests();
    const { posted, tookMs } = await flood(laptop);
    progress('waiting until the CRM has the newest of all');
    const settledMs = await settled(laptop, posted);
    return [table(laptop, { alone, posted, tookMs, settledMs })];
  } finally {
    await laptop.stop();
    directory.remove();
  }
}

/** Door to CRM for customers who have nothing else under way, ms each. */
async function unthrottled(laptop: Laptop): Promise<readonly number[]> {
  const times: number[] = [];
  for (let index = 0; index < 60; index++) {
    const customerId = `CUST-alone-${index}`;
    addCustomer(laptop, customerId);
    const { postedMs } = await send(laptop, customerId, 0);
    const segments = await until(() => laptop.crm?.customer(customerId)?.segments);
    // The first ones also start the function.
    if (index >= 10) times.push(segments.writtenMs - postedMs);
  }
  return times;
}

async function flood(laptop: Laptop): Promise<{ posted: readonly Posted[]; tookMs: number }> {
  for (let index = 0; index < CUSTOMERS; index++) addCustomer(laptop, `CUST-${index}`);
  const posted: Posted[] = [];
  const startedMs = performance.now();
  let next = 0;
  const poster = async (): Promise<void> => {
    while (next < COMPLETIONS) {
      const index = next++;
      const wait = startedMs + (index / COMPLETIONS) * WITHIN_MS - performance.now();
      if (wait > 0) await pause(wait);
      posted.push(await send(laptop, `CUST-${index % CUSTOMERS}`, index));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, poster));
  return { posted, tookMs: performance.now() - startedMs };
}

async function send(laptop: Laptop, customerId: string, index: number): Promise<Posted> {
  const endTime = new Date().toISOString();
  const summary = `conversation ${index}`;
  const postedMs = performance.now();
  const body = {
    customerId,
    tags: [`t${index % 7}`],
    interactionSummary: summary,
    endTime,
    contactId: `c-${index}`,
  };
  const keyed = { ...body, idempotency_key: `${customerId}-${index}` };
  const answer = await post(target({ url: laptop.system.url }), 'v1/interactions', JSON.stringify(keyed));
  if (answer.status !== 202) throw new Error(`the door answered ${answer.status}`);
  return { customerId, endTime, summary, postedMs };
}

function addCustomer(laptop: Laptop, customerId: string): void {
  laptop.crm?.putCustomer({ customerId, phoneNumber: '+12025550142', doNotDisturb: false });
}

/** From the first post until the CRM had the newest of every customer, ms. @throws {Error} it never has */
async function settled(laptop: Laptop, posted: readonly Posted[]): Promise<number> {
  const startedMs = Math.min(...posted.map(({ postedMs }) => postedMs));
  await until(() => (wrong(laptop, posted) === 0 ? true : undefined));
  return performance.now() - startedMs;
}

/** Customers of whom the CRM does not have the newest. */
function wrong(laptop: Laptop, posted: readonly Posted[]): number {
  const newest = new Map<string, Posted>();
  for (const one of posted) {
    if (one.endTime > (newest.get(one.customerId)?.endTime ?? '')) newest.set(one.customerId, one);
  }
  return [...newest.values()].filter(
    ({ customerId, summary }) =>
      laptop.crm?.customer(customerId)?.segments?.attributes.last_interaction_summary !== summary,
  ).length;
}

async function until<T>(ask: () => T | undefined): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error('the CRM does not get what it should');
    await pause(2);
  }
}

function table(
  laptop: Laptop,
  run: { alone: readonly number[]; posted: readonly Posted[]; tookMs: number; settledMs: number },
): BenchTable {
  const requests = laptop.crm?.requests() ?? [];
  const perSecond = Map.groupBy(requests, ({ arrivedMs }) => Math.floor(arrivedMs / 1000));
  const most = Math.max(...[...perSecond.values()].map(({ length }) => length));
  const p50 = percentile(run.alone, 0.5);
  return {
    title: `${COMPLETIONS} completions of ${CUSTOMERS} customers`,
    rows: [
      { measure: 'posted within, s', value: rounded(run.tookMs / 1000, 1), target: WITHIN_MS / 1000 },
      { measure: 'customers whose newest the CRM lacks', value: wrong(laptop, run.posted), target: 0 },
      { measure: 'the CRM has all newest after, s', value: rounded(run.settledMs / 1000, 1), target: '-' },
      { measure: 'CRM requests', value: requests.length, target: '-' },
      { measure: 'most CRM requests in a second', value: most, target: '-' },
      {
        measure: 'alone: door to CRM, p50 ms',
        value: rounded(p50),
        target: `< 1000: ${verdict(p50 < 1000)}`,
      },
      { measure: 'alone: door to CRM, p99 ms', value: rounded(percentile(run.alone, 0.99)), target: '-' },
    ],
    notes: ['alone: customers with nothing else under way, 50 of them one after the other', machineNote()],
  };
}
