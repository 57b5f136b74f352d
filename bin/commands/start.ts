import { createServer } from 'node:net';
import { type Laptop, startLaptop } from '../../local/laptop.ts';
import { byLocalTime, SENSORS } from '../../local/seed.ts';
import { parseOverride } from '../../local/stage-settings.ts';
import { readArguments, UsageError } from '../arguments.ts';
import { followStory } from '../follow-story.ts';
import { post, readStory } from '../requests.ts';
import { target } from '../target.ts';

const WORK_DIRECTORY = '.local';

/** `start`: runs the product on this machine until Ctrl-C or SIGTERM. */
export async function start(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    port: { type: 'string', default: '3000' },
    set: { type: 'string', multiple: true, default: [] },
    'no-simulators': { type: 'boolean', default: false },
    'data-dir': { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  if (positionals.length > 0) throw new UsageError(`start takes options only, not ${positionals.join(' ')}`);
  const port = portNumber(values.port);
  const overrides = values.set.map(parseOverride);
  await mustBeFree(port);
  const stopped = stopSignal();
  const startedAt = Date.now();
  const say = (text: string): void => (values.json ? undefined : console.log(text));
  const laptop = await startLaptop({
    port,
    overrides,
    simulators: !values['no-simulators'],
    workDirectory: WORK_DIRECTORY,
    ...(values['data-dir'] !== undefined && { dataDirectory: values['data-dir'] }),
    progress: (step) => say(`${seconds(startedAt)} ${step} ...`),
  });
  try {
    say(`${seconds(startedAt)} doors open, function logs in ${WORK_DIRECTORY}/`);
    console.log(values.json ? JSON.stringify({ ready: laptop.system.url }) : `ready ${laptop.system.url}`);
    if (laptop.stage.console) say(`console ${laptop.system.url}/web/console`);
    if (!values['no-simulators'] && !values.json) await firstAlert(laptop, stopped);
    await stopped;
    say('stopping ...');
  } finally {
    await laptop.stop();
  }
  return 0;
}

/** Sends an alert of a customer whose local clock allows a call, and tells its story. */
async function firstAlert(laptop: Laptop, stopped: Promise<void>): Promise<void> {
  const now = new Date();
  const { day, night } = byLocalTime(now, laptop.stage.dialing.window);
  const customer = day[0] ?? night[0];
  const at = target({ url: laptop.system.url });
  const alert = {
    idempotencyKey: `first-alert-${now.getTime()}`,
    sensorId: SENSORS[customer?.customerId ?? ''] ?? 'TEMP-SNS-4421',
    customerId: customer?.customerId ?? 'CUST-9981',
    alertType: 'temp_critical',
    timestamp: now.toISOString(),
    telemetryData: { currentValue: 89.5, threshold: 85, unit: 'celsius' },
  };
  console.log(`\nA sensor of customer ${alert.customerId} reports 89.5 celsius, above its threshold of 85:`);
  const answer = await post(at, 'v1/alerts', JSON.stringify(alert));
  console.log(`  POST /v1/alerts -> ${answer.status}`);
  if (answer.status === 202) await followStory(at, alert.idempotencyKey, stopped);
  const story = await readStory(at, alert.idempotencyKey);
  console.log(whatElse(laptop.system.url, alert.idempotencyKey));
  const reference = story?.telemetryRef;
  if (reference) console.log(`The agent's panel for this call: ${laptop.system.url}/web/panel#${reference}`);
}

function whatElse(url: string, key: string): string {
  const where = url.endsWith(':3000') ? '' : ` --url ${url}`;
  return [
    '',
    'Try in another terminal:',
    `  npm run trace -- ${key}${where}`,
    `  npm run send -- events/sensor-alert.json${where}`,
    `  curl -s ${url}/__requests                       what the platform and the CRM were asked`,
    `  curl -s -X PUT ${url}/__faults -d '[{"system":"telephony","operation":"placeCall","fault":{"kind":"rate-limit","retryAfterSeconds":20},"times":1}]'`,
    'Ctrl-C stops everything.',
  ].join('\n');
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new UsageError(`--port ${text} is not a port`);
  return port;
}

/** Says at once what would otherwise come after the synthesis. */
function mustBeFree(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () => reject(new Error(`port ${port} is taken; choose another with --port`)));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
}

const seconds = (since: number): string => `[${((Date.now() - since) / 1000).toFixed(1).padStart(5)} s]`;
