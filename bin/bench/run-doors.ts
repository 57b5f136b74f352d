// A process of its own for each measurement: `run-doors.ts product|bare <alerts>` prints a DoorsReport as JSON.
import { createServer } from 'node:http';
import { closeServer, listen, readBody } from '../../local/http-server.ts';
import { post } from '../requests.ts';
import { target } from '../target.ts';
import { type Alert, type BenchLaptop, benchLaptop } from './bench-laptop.ts';
import type { DoorsReport } from './doors-report.ts';
import { endOnSignals } from './interruption.ts';
import { waitFor } from './patience.ts';
import { volley } from './volley.ts';

/** One alert in so many is critical. */
const CRITICAL_EVERY = 10;

/** As long as calls still come, nobody has given up. */
const STANDSTILL_MS = 60_000;
const TELL_EVERY_MS = 5000;

endOnSignals();
const [what = '', count = ''] = process.argv.slice(2);
const measured = what === 'bare' ? await bare(Number(count)) : await product(Number(count));
console.log(JSON.stringify(measured));

/** The same posts to a server that reads them, answers 202 and forgets them. */
async function bare(alerts: number): Promise<DoorsReport> {
  const server = createServer(async (incoming, outgoing) => {
    await readBody(incoming, Number.POSITIVE_INFINITY);
    outgoing.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"accepted"}');
  });
  const at = target({ url: `http://127.0.0.1:${await listen(server, 0)}` });
  const text = JSON.stringify({ padding: 'x'.repeat(240) });
  const startedAt = performance.now();
  await volley(Array.from({ length: alerts }), () => post(at, 'v1/alerts', text));
  const acceptedInMs = performance.now() - startedAt;
  await closeServer(server);
  return { accepted: alerts, acceptedInMs };
}

async function product(alerts: number): Promise<DoorsReport> {
  const bench = await benchLaptop((step) => console.error(`         ${step}`));
  try {
    await warmUp(bench);
    return await measure(bench, alerts);
  } finally {
    await bench.stop();
  }
}

/** One alert before the others, so that secrets and tokens are there. */
async function warmUp(bench: BenchLaptop): Promise<void> {
  bench.addCustomer('CUST-WARM', 'day');
  const alert = bench.alert('CUST-WARM', 'SNS-WARM', 'temp_critical');
  await bench.send(alert);
  await waitFor('the first outcome', { everyMs: 100, atMostMs: STANDSTILL_MS }, async () => {
    const told = await bench.story(alert.idempotencyKey);
    return told?.final ? told : undefined;
  });
}

interface Sent {
  readonly alert: Alert;
  readonly critical: boolean;
  readonly at: number;
  readonly accepted: boolean;
}

async function measure(bench: BenchLaptop, alerts: number): Promise<DoorsReport> {
  const numbers = Array.from({ length: alerts }, (_, index) => index);
  for (const index of numbers) bench.addCustomer(`CUST-${index}`, 'day');
  const startedAt = Date.now();
  const sent = await volley(numbers, async (index): Promise<Sent> => {
    const critical = index % CRITICAL_EVERY === 0;
    const type = critical ? 'temp_critical' : 'vibration_high';
    const alert = bench.alert(`CUST-${index}`, `SNS-${index}`, type);
    const at = Date.now();
    const { status } = await bench.send(alert);
    return { alert, critical, at, accepted: status === 202 };
  });
  const acceptedInMs = Date.now() - startedAt;
  const accepted = sent.filter((each) => each.accepted);
  await quiet(bench, accepted.length);
  const stories = await volley(accepted, ({ alert }) => bench.story(alert.idempotencyKey));
  const outcomes = Object.groupBy(stories, (story) => story?.outcome ?? 'in flight');
  const lastSteps = stories.map((story) => Date.parse(story?.transitions.at(-1)?.at ?? ''));
  return {
    accepted: accepted.length,
    acceptedInMs,
    lastOutcomeMs: Math.max(...lastSteps.filter((at) => !Number.isNaN(at))) - startedAt,
    outcomes: Object.fromEntries(Object.entries(outcomes).map(([name, same]) => [name, same?.length ?? 0])),
    ...toPlatform(bench, accepted),
  };
}

/** Waits until every alert has its call, or no call has come for a while. */
async function quiet({ laptop }: BenchLaptop, alerts: number): Promise<void> {
  const calls = (): number => laptop.platform?.conversations().length ?? 0;
  let [before, since, toldAt] = [calls(), Date.now(), Date.now()];
  await waitFor('the last outcome', { everyMs: 500, atMostMs: 3_600_000 }, () => {
    const now = calls();
    if (now > before) [before, since] = [now, Date.now()];
    const waited = Date.now() - since;
    if (Date.now() - toldAt >= TELL_EVERY_MS) {
      toldAt = Date.now();
      console.error(`         ${now - 1} of ${alerts} alerts called about`);
    }
    // The warm-up called, too. A second after the last call its alert is written as placed.
    return now > alerts && waited > 1000 ? true : waited > STANDSTILL_MS || undefined;
  });
}

/** Times from door to platform, by lane. */
function toPlatform({ laptop }: BenchLaptop, sent: readonly Sent[]) {
  const acceptedAt = new Map(
    laptop.platform?.conversations().map(({ data, acceptedAt }) => [data.sensorId, Date.parse(acceptedAt)]),
  );
  const times = (critical: boolean): number[] =>
    sent
      .filter((each) => each.critical === critical)
      .map(({ alert, at }) => (acceptedAt.get(alert.sensorId) ?? Number.NaN) - at)
      .filter((ms) => !Number.isNaN(ms));
  return { criticalMs: times(true), standardMs: times(false) };
}
