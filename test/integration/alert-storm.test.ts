import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mostWithin } from '../../bin/storm/bounds.ts';
import { alertFrom } from '../../functions/adapters/ledger-items.ts';
import type { AlertRecord } from '../../functions/ports/ledger.ts';
import { eachWithin } from '../../functions/runtime/batch.ts';
import { byLocalTime } from '../../local/seed.ts';
import { type Stores, storesOf } from '../support/hostile-stores.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

/** `STORM_PLATFORM` names another; nothing below asks which it is. */
const PLATFORM = process.env.STORM_PLATFORM ?? 'genesys';

const ALERTS = 2000;
const CRITICAL_EVERY = 100;
/** Each alerts four times, but for those whose alerts are critical. */
const SENSORS = 500;
/** Each has two or three sensors. */
const CUSTOMERS = 199;
/** Their agents are free when the first alerts come, and all busy from then on. */
const BEFORE_BUSY = 250;
/** Few, so that a batch of posts is worked on in time on a busy machine, too. */
const IN_A_POST = 2;
const MINUTE_MS = 60_000;
const PATIENCE_MS = 8 * MINUTE_MS;
jest.setTimeout(2 * PATIENCE_MS);

const HEADERS = { 'content-type': 'application/json', 'x-api-key': 'local' };
const TERMINAL = new Set(['PLACED', 'CASED', 'SUPPRESSED', 'QUARANTINED']);
/** Queues of an alert's way, their dead letters left out. */
const ON_THE_WAY = /(Admission|Enrichment|Compliance|Dialing|FollowUp)\/(?!.*DeadLetters)/;

let laptop: TestLaptop;
let stores: Stores;
let alerts: readonly AlertRecord[] = [];

const isCritical = (index: number): boolean => index % CRITICAL_EVERY === CRITICAL_EVERY / 2;
function firmwareFault(index: number) {
  const sensor = isCritical(index) ? index : index % SENSORS;
  return {
    idempotencyKey: `storm-${index}`,
    sensorId: `SNS-STORM-${sensor}`,
    customerId: `CUST-STORM-${sensor % CUSTOMERS}`,
    alertType: isCritical(index) ? 'temp_critical' : 'battery_low',
    timestamp: new Date().toISOString(),
    telemetryData: { currentValue: 4, threshold: 10, unit: 'percent' },
  };
}

/** Posts the alerts from one number up to another; their statuses, each once. */
async function post(from: number, to: number): Promise<readonly number[]> {
  const posts = Array.from({ length: (to - from) / IN_A_POST }, (_, index) => from + index * IN_A_POST);
  const statuses = await eachWithin(5, posts, async (first) => {
    const body = Array.from({ length: IN_A_POST }, (_, index) => firmwareFault(first + index));
    const door = `${laptop.system.url}/v1/alerts`;
    const answer = await fetch(door, { method: 'POST', headers: HEADERS, body: JSON.stringify(body) });
    await answer.text();
    return answer.status;
  });
  return [...new Set(statuses)];
}

async function until(isSo: () => boolean | Promise<boolean>, everyMs: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('the storm does not end');
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** The whole ledger is read only when nothing is on its way: that takes long. */
async function haveEnded(): Promise<boolean> {
  const queues = laptop.system.resources.filter(
    ({ type, constructPath }) => type === 'AWS::SQS::Queue' && ON_THE_WAY.test(constructPath),
  );
  for (const { url = '' } of queues) if ((await stores.depth(url)) > 0) return false;
  const items = await stores.items('Ledger/Table');
  alerts = items.filter(({ pk }) => pk?.S?.startsWith('ALERT#')).map(alertFrom);
  return alerts.length === ALERTS && alerts.every(({ state }) => TERMINAL.has(state));
}

async function makeAgentsBusy(): Promise<void> {
  for (const queueId of Object.values(laptop.stage.telephony.queueIds))
    laptop.platform?.staff(queueId, { interacting: 19, idle: 1 });
  await laptop.system.fireSchedule(laptop.system.resource('AWS::Events::Rule', 'ObservationSchedule').name);
}

beforeAll(async () => {
  laptop = await testLaptop([
    { path: 'telephony.platform', value: PLATFORM },
    { path: 'doors.throttle', value: { ratePerSecond: 5000, burst: 5000 } },
  ]);
  stores = storesOf(laptop.system, laptop.workDirectory);
  const { day } = byLocalTime(new Date(), laptop.stage.dialing.window);
  const [{ timeZone } = {}] = day;
  for (let index = 0; index < CUSTOMERS; index++) {
    laptop.crm?.putCustomer({
      customerId: `CUST-STORM-${index}`,
      phoneNumber: `+1${202 + (index % 2)}555${String(100 + Math.floor(index / 2)).padStart(4, '0')}`,
      timeZone: timeZone ?? '',
      doNotDisturb: false,
      accountTier: 'standard',
    });
  }
}, 300_000);

afterAll(async () => {
  stores?.close();
  await laptop?.stop();
});

describe('two thousand alerts at once', () => {
  it('are all accepted, and each comes to an end', async () => {
    expect(await post(0, BEFORE_BUSY)).toEqual([202]);
    await until(() => (laptop.platform?.contacts() ?? []).length > 0, 50);
    await makeAgentsBusy();
    expect(await post(BEFORE_BUSY, ALERTS)).toEqual([202]);

    await until(haveEnded, 2000);

    const ends = new Set(alerts.map(({ state, why }) => (state === 'CASED' ? why : state.toLowerCase())));
    expect([...ends]).toEqual(expect.arrayContaining(['placed', 'shed', 'suppressed']));
  });

  it('never ask the platform more often than the budget allows, and are never told to wait', () => {
    const requests = laptop.platform?.requests() ?? [];
    const instants = requests.map(({ arrivedMs }) => arrivedMs);

    expect(mostWithin(instants, MINUTE_MS)).toBeLessThanOrEqual(
      laptop.stage.pacing.telephony.requestsPerMinute,
    );
    expect(requests.filter(({ answeredStatus }) => answeredStatus === 429)).toEqual([]);
  });

  it('lead to one call each at most, and to one for every critical one', () => {
    const called = [
      ...(laptop.platform?.contacts() ?? []).map(({ data }) => data.sensorId),
      ...(laptop.platform?.conversations() ?? []).map(({ data }) => data.sensorId),
    ];
    const placed = alerts.filter(({ state }) => state === 'PLACED');
    const critical = alerts.filter(({ severity }) => severity === 'critical');

    expect(new Set(called)).toEqual(new Set(placed.map(({ sensorId }) => sensorId)));
    expect(called).toHaveLength(placed.length);
    expect(critical).toHaveLength(ALERTS / CRITICAL_EVERY);
    expect(critical.every(({ state }) => state === 'PLACED')).toBe(true);
  });

  it('become a few tasks and one for all the others', () => {
    const tasks = laptop.crm?.tasks() ?? [];
    const parents = tasks.filter(({ subject }) => subject.startsWith('Many sensors at once'));
    const shed = alerts.filter(({ why }) => why === 'shed');
    const members = shed.filter(({ taskId }) => taskId === parents[0]?.id);

    expect(parents).toHaveLength(1);
    expect(members.length).toBeGreaterThan(0.9 * shed.length);
    expect(tasks.length).toBeLessThanOrEqual(1 + shed.length - members.length);
  });
});
