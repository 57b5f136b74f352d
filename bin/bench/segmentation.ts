import { setTimeout as pause } from 'node:timers/promises';
import { type Laptop, startLaptop } from '../../local/laptop.ts';
import { post } from '../requests.ts';
import { target } from '../target.ts';
import type { BenchTable, Progress } from './bench-table.ts';
import { scratchDirectory } from './interruption.ts';
import { FLOOD, newestOf, type Posted, segmentationTable, wrong } from './segmentation-table.ts';

const AT_ONCE = 30;
/** The queue and every write that was put off have ended long before. */
const PATIENCE_MS = 400_000;
/** Looking at everybody costs the system that is measured: it is done rarely. */
const LOOK_EVERY_MS = 250;
const UNLIMITED = { ratePerSecond: 10_000, burst: 5000 };

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
    progress(`${FLOOD.completions} completions of ${FLOOD.customers} customers`);
    laptop.crm?.clearRequests();
    const { posted, tookMs } = await flood(laptop);
    progress('waiting until the CRM has the newest of all');
    const settledMs = await settled(laptop, posted);
    return [segmentationTable(laptop, { alone, posted, tookMs, settledMs })];
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
    const segments = await until(() => laptop.crm?.customer(customerId)?.segments, 2);
    // The first ones also start the function.
    if (index >= 10) times.push(segments.writtenMs - postedMs);
  }
  return times;
}

async function flood(laptop: Laptop): Promise<{ posted: readonly Posted[]; tookMs: number }> {
  for (let index = 0; index < FLOOD.customers; index++) addCustomer(laptop, `CUST-${index}`);
  const posted: Posted[] = [];
  const startedMs = performance.now();
  let next = 0;
  const poster = async (): Promise<void> => {
    while (next < FLOOD.completions) {
      const index = next++;
      const wait = startedMs + (index / FLOOD.completions) * FLOOD.withinMs - performance.now();
      if (wait > 0) await pause(wait);
      posted.push(await send(laptop, `CUST-${index % FLOOD.customers}`, index));
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
  const newest = newestOf(posted);
  await until(() => (wrong(laptop, newest) === 0 ? true : undefined), LOOK_EVERY_MS);
  return performance.now() - startedMs;
}

async function until<T>(ask: () => T | undefined, everyMs: number): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error('the CRM does not get what it should');
    await pause(everyMs);
  }
}
