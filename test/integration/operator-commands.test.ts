import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { dynamoLedger } from '../../functions/adapters/dynamo-ledger.ts';
import { dynamoTable } from '../../functions/adapters/dynamo-table.ts';
import { systemRandom } from '../../functions/adapters/system.ts';
import type { AlertStory } from '../../functions/story/alert-story.ts';
import { byLocalTime } from '../../local/seed.ts';
import { newAlert } from '../support/builders.ts';
import { trunkline } from './command.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

const SHORT_TIMES = { request: 2, function: 12, lateAcceptance: 3, lease: 12, search: 2, reconcile: 8 };
jest.setTimeout(180_000);

let laptop: TestLaptop;

beforeAll(async () => {
  laptop = await testLaptop([{ path: 'dialing.protocol', value: SHORT_TIMES }]);
}, 300_000);

afterAll(() => laptop?.stop());

/** Runs a command against the local system to its end. */
const run = (...args: readonly string[]) => ended([...args, '--url', laptop.system.url]);

/** Runs a command against a deployed stage to its end: its outputs and AWS are those of the local system. */
function runDeployed(...args: readonly string[]) {
  const outputs = { LedgerTableName1A2B3C: ledgerName() };
  const file = join(laptop.workDirectory, 'cdk-outputs.json');
  writeFileSync(file, JSON.stringify({ 'trunkline-dev-state': outputs }));
  return ended([...args, '--stage', 'dev'], laptop.system.awsEnvironment());
}

const ledgerName = (): string => laptop.system.resource('AWS::DynamoDB::Table', 'Ledger/Table').name;

async function ended(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const command = trunkline(args, { cwd: laptop.workDirectory, env });
  const code = await command.ended;
  return { code, output: command.output().trim(), errors: command.errors().trim() };
}

const HEADERS = { 'content-type': 'application/json', 'x-api-key': 'local' };

async function until(key: string, wanted: (story: AlertStory) => boolean): Promise<AlertStory> {
  const deadline = Date.now() + 150_000;
  for (;;) {
    const answer = await fetch(`${laptop.system.url}/v1/alerts/${key}`, { headers: HEADERS });
    const body = await answer.text();
    const told: AlertStory | undefined = answer.status === 200 ? JSON.parse(body) : undefined;
    if (told && wanted(told)) return told;
    if (Date.now() > deadline) throw new Error(`${key} stands at ${body}`);
    await recover();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

const recover = () =>
  laptop.system.fireSchedule(laptop.system.resource('AWS::Events::Rule', 'RecoverySchedule').name);

const post = (key: string) =>
  fetch(`${laptop.system.url}/v1/alerts`, {
    method: 'POST',
    headers: HEADERS,
    body: JSON.stringify({
      idempotencyKey: key,
      sensorId: `SNS-${key}`,
      customerId: byLocalTime(new Date(), laptop.stage.dialing.window).day[0]?.customerId,
      alertType: 'temp_critical',
      timestamp: new Date().toISOString(),
      telemetryData: { currentValue: 89.5, threshold: 85, unit: 'celsius' },
    }),
  });

describe('dialing', () => {
  it('stop keeps everybody from being called until start, and says who and why', async () => {
    const stopped = await run('dialing', 'stop', '--reason', 'wrong routing queue', '--by', 'night shift');
    await post('stopped-1');
    await until('stopped-1', ({ waitingFor }) => waitingFor === 'dialing_stopped');
    const traced = await run('trace', 'stopped-1');
    const status = await run('dialing', 'status', '--json');
    const asked = laptop.genesys?.conversations().length;
    const started = await run('dialing', 'start', '--reason', 'queue mended');
    const placed = await until('stopped-1', ({ outcome }) => outcome !== null);

    expect(stopped).toMatchObject({ code: 0, output: expect.stringContaining('stopped since') });
    expect(stopped.output).toContain('by night shift: wrong routing queue');
    expect(traced.output).toContain('in flight (OPEN), waiting for dialing_stopped');
    expect(traced.output).toContain('dialing is stopped by night shift: wrong routing queue');
    expect(JSON.parse(status.output)).toMatchObject({ dialing: 'stopped', by: 'night shift' });
    expect(asked).toBe(0);
    expect(started).toMatchObject({ code: 0, output: 'dialing is running' });
    expect(placed).toMatchObject({ outcome: 'placed', dialingStopped: null });
  });

  it('of a deployed stage is stopped in the ledger that its outputs name', async () => {
    const stopped = await runDeployed('dialing', 'stop', '--reason', 'drill');
    const seen = await run('dialing', 'status');
    const started = await runDeployed('dialing', 'start', '--reason', 'drill over');

    expect(stopped).toMatchObject({ code: 0, errors: '' });
    expect(seen.output).toMatch(/^dialing is stopped since .* by operator: drill$/);
    expect(started).toMatchObject({ code: 0, output: 'dialing is running' });
  });

  it.each([
    ['without a reason', ['stop'], /say why/],
    [
      'with a number of somebody in the reason',
      ['stop', '--reason', 'call +1 202 555 0142 first'],
      /leave numbers/,
    ],
    ['by a person', ['stop', '--reason', 'x', '--by', 'Sam Overbrook'], /a team or a role/],
    ['to do anything else', ['pause', '--reason', 'x'], /stop, start or status/],
    ['nothing', [], /stop, start or status/],
  ])('refuses to be told %s', async (_, args, problem) => {
    const told = await run('dialing', ...args);

    expect(told.code).toBe(2);
    expect(told.errors).toMatch(problem);
    expect(await run('dialing', 'status')).toMatchObject({ code: 0, output: 'dialing is running' });
  });
});

describe('audit', () => {
  it('finds what has not ended in time, as the metric does, and nothing else', async () => {
    const clean = await run('audit');
    const { AWS_ENDPOINT_URL_DYNAMODB: endpoint = '' } = laptop.system.awsEnvironment();
    const credentials = { accessKeyId: 'LOCALCLIENT000000000', secretAccessKey: 'local' };
    const table = dynamoTable({ endpoint, region: 'us-east-1', credentials });
    const sixHoursAgo = new Date(Date.now() - 6 * 3_600_000);
    const stuck = newAlert({ key: 'stuck-1', raisedAt: sixHoursAgo });
    const ledger = dynamoLedger(table, ledgerName(), systemRandom);
    await ledger.admitOpen(stuck, sixHoursAgo, new Date(Date.now() + 3_600_000));

    const found = await run('audit');
    const asJson = await run('audit', '--json');
    const deployed = await runDeployed('audit', '--json');
    await recover();

    expect(clean).toMatchObject({ code: 0, output: 'every alert is accounted for' });
    expect(found).toMatchObject({ code: 1, output: expect.stringMatching(/OPEN +stuck-1$/) });
    expect(JSON.parse(asJson.output)).toMatchObject([{ key: 'stuck-1', state: 'OPEN' }]);
    expect(deployed).toEqual(asJson);
    expect(gauged().at(-1)).toBe(1);
  });
});

it('a command finds no system where there is none, and says so', async () => {
  const command = trunkline(['audit', '--url', 'http://127.0.0.1:9'], { cwd: laptop.workDirectory });

  expect(await command.ended).toBe(1);
  expect(command.errors()).toContain('no local system answers at http://127.0.0.1:9');
});

/** What recovery has told the metric `Unaccounted` so far. */
function gauged(): number[] {
  const log = readdirSync(laptop.workDirectory).find((file) => file.includes('RecoveryFunction')) ?? '';
  return readFileSync(join(laptop.workDirectory, log), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"Unaccounted":'))
    .flatMap((line) => JSON.parse(line).Unaccounted);
}
