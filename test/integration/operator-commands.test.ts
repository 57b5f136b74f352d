import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { localClient } from '../../bin/local-client.ts';
import { CURRENT, PENDING, secretStore } from '../../bin/secret-store.ts';
import { dynamoLedger } from '../../functions/adapters/dynamo-ledger.ts';
import { dynamoTable } from '../../functions/adapters/dynamo-table.ts';
import { systemRandom } from '../../functions/adapters/system.ts';
import type { AlertStory } from '../../functions/story/alert-story.ts';
import { alertCampaigns, byLocalTime } from '../../local/seed.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { newAlert } from '../support/builders.ts';
import { requestProblems } from '../support/contract.ts';
import { postAlert, recover, SHORT_TIMES, storyWhen } from './alerts.ts';
import { trunkline } from './command.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

jest.setTimeout(180_000);

const LIVE_EVENTS = join(import.meta.dirname, '../../events/genesys');

let laptop: TestLaptop;

beforeAll(async () => {
  laptop = await testLaptop([{ path: 'dialing.protocol', value: SHORT_TIMES }]);
}, 300_000);

afterAll(() => laptop?.stop());

/** Runs a command against the local system to its end. */
const run = (...args: readonly string[]) => ended([...args, '--url', laptop.system.url]);

/** Runs a command against a deployed stage to its end: its outputs and AWS are those of the local system. */
function runDeployed(...args: readonly string[]) {
  const outputs = {
    LedgerTableName1A2B3C: tableName('Ledger/Table'),
    ContactsTableName4D5E6F: tableName('Contacts/Table'),
  };
  const file = join(laptop.workDirectory, 'cdk-outputs.json');
  writeFileSync(file, JSON.stringify({ 'trunkline-dev-state': outputs }));
  return ended([...args, '--stage', 'dev'], laptop.system.awsEnvironment());
}

const tableName = (path: string): string => laptop.system.resource('AWS::DynamoDB::Table', path).name;

async function ended(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const command = trunkline(args, { cwd: laptop.workDirectory, env });
  const code = await command.ended;
  return { code, output: command.output().trim(), errors: command.errors().trim() };
}

const until = (key: string, wanted: (story: AlertStory) => boolean): Promise<AlertStory> =>
  storyWhen(laptop, key, wanted);

const post = (key: string): Promise<number> =>
  postAlert(laptop, {
    idempotencyKey: key,
    sensorId: `SNS-${key}`,
    customerId: byLocalTime(new Date(), laptop.stage.dialing.window).day[0]?.customerId ?? '',
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
    const ledger = dynamoLedger(table, tableName('Ledger/Table'), systemRandom);
    await ledger.admitOpen(stuck, sixHoursAgo, new Date(Date.now() + 3_600_000));

    const found = await run('audit');
    const asJson = await run('audit', '--json');
    const deployed = await runDeployed('audit', '--json');
    await recover(laptop);

    expect(clean).toMatchObject({ code: 0, output: 'every alert is accounted for' });
    expect(found).toMatchObject({ code: 1, output: expect.stringMatching(/OPEN +stuck-1$/) });
    expect(JSON.parse(asJson.output)).toMatchObject([{ key: 'stuck-1', state: 'OPEN' }]);
    expect(deployed).toEqual(asJson);
    expect(gauged().at(-1)).toBe(1);
  });
});

/** The secrets of the running system, as an operator reaches them. */
function secretsOf({ system }: TestLaptop) {
  const { region: _byArn, ...client } = localClient(system.awsEnvironment(), 'SECRETS_MANAGER');
  return secretStore(client);
}

describe('doctor', () => {
  it('finds nothing wrong with a stage in which all is well, down to a ticket that it opens and resolves', async () => {
    laptop.genesys?.clearRequests();

    const found = await run('doctor', '--ticket', '--events', LIVE_EVENTS);

    expect(found).toMatchObject({ code: 0, output: 'stage local: no fault found' });
    expect(laptop.desk?.tickets().map(({ open }) => open)).toEqual([false]);
    const genesys = readContract('genesys-cloud');
    expect(laptop.genesys?.requests().flatMap((request) => requestProblems(genesys, request))).toEqual([]);
  });

  it('names every fault of a broken stage at once, each with the command that mends it', async () => {
    const secrets = secretsOf(laptop);
    const { crm, telephony } = laptop.stage;
    const fieldService = telephony.queueIds['field-service'] ?? '';
    const [calls] = alertCampaigns(Object.values(telephony.campaigns ?? {})).campaigns;
    const drifted = join(laptop.workDirectory, 'drifted.jsonl');
    const { detail, ...envelope } = JSON.parse(
      readFileSync(join(LIVE_EVENTS, 'telephony-edge-offline.json'), 'utf8'),
    );
    writeFileSync(drifted, JSON.stringify({ ...envelope, detail: { ...detail, eventBody: {} } }));
    laptop.genesys?.setOrganization({
      lacking: ['outbound:contact:add', 'conversation:communication:disconnect'],
      callbacks: { [fieldService]: { enableAutoDialAndEnd: false, maxRetryCount: 2 } },
      withoutBus: ['v2.operations.events.{id}'],
      requestsPerMinute: 200,
    });
    laptop.genesys?.putCampaign({ ...calls!, dialingMode: 'predictive' });
    laptop.desk?.setFaults([
      {
        system: 'servicenow',
        operation: 'createIncident',
        fault: { kind: 'status', status: 403 },
        times: 1,
      },
    ]);
    await secrets.putPending(crm.secretArn, '{"bearer":"local"}', randomUUID());
    const pending = await secrets.versionAt(crm.secretArn, PENDING);
    const current = await secrets.versionAt(crm.secretArn, CURRENT);
    await secrets.moveStage(crm.secretArn, CURRENT, { from: current, to: pending ?? '' });

    const found = await run(
      ...['doctor', '--json', '--ticket', '--events', drifted],
      ...['--set', 'dialing.window.opensAt=21:00', '--set', 'reads.colour=red'],
      ...['--set', 'reports.warehouses={"lake":{"kind":"sftp","host":"files.example.com","username":"u"}}'],
    );
    await secrets.moveStage(crm.secretArn, CURRENT, { from: pending, to: current ?? '' });
    laptop.genesys?.setOrganization({});
    laptop.genesys?.putCampaign(calls!);
    const told = JSON.parse(found.output);
    const mended = (subject: RegExp): string =>
      told.faults.find((one: { subject: string }) => subject.test(one.subject))?.mend;

    expect(found.code).toBe(1);
    expect(
      told.faults.map(({ area, subject }: { area: string; subject: string }) => `${area} ${subject}`),
    ).toEqual([
      'settings reads.colour',
      'settings reports.warehouses.lake.directory',
      'settings reports.warehouses.lake.hostKeys',
      'settings reports.warehouses.lake.secretArn',
      'settings dialing.window',
      'secrets crm (crm.secretArn)',
      'platform conversation:communication:disconnect',
      'platform outbound:contact:add',
      `platform routing queue field-service (${fieldService})`,
      `platform routing queue field-service (${fieldService})`,
      `platform campaign sensor-calls (${calls!.id})`,
      'platform topic v2.operations.events.{id}',
      'platform client.credentials.token.rate.per.minute',
      'desk servicenow desk',
      `events ${detail.topicName}`,
    ]);
    expect(told.faults.filter(({ mend }: { mend: string }) => mend.trim() === '')).toEqual([]);
    expect(told.unseen).toEqual(['crm: its secret cannot be used']);
    expect(mended(/window/)).toContain('["dialing"]["window"] = ');
    expect(mended(/routing queue/)).toMatch(/^gc routing queues get .* \| gc routing queues update /);
    expect(mended(/crm/)).toContain('npm run rotate -- crm --url');
    expect(mended(/contact:add/)).toContain('gc authorization roles get');
  });
});

it('doctor says that nobody is let in, and what it could not look at for that', async () => {
  laptop.genesys?.acceptCredentials([{ clientId: 'other', clientSecret: 'other' }]);

  const found = await run('doctor', '--json');
  laptop.genesys?.acceptCredentials([{ clientId: 'local', clientSecret: 'local' }]);
  const { faults, unseen } = JSON.parse(found.output);

  expect(found.code).toBe(1);
  expect(faults).toMatchObject([{ area: 'platform', subject: 'the OAuth client' }]);
  expect(unseen).toContain('permissions, routing queues, campaigns, topics and limits: nobody is let in');
});

describe('rotate', () => {
  const OLD = { clientId: 'local', clientSecret: 'local' };
  const NEW = { clientId: 'rotated', clientSecret: 'a-new-secret-value' };
  const fileOf = (name: string, content: object): string => {
    const file = join(laptop.workDirectory, `${name}.json`);
    writeFileSync(file, JSON.stringify(content));
    return file;
  };

  it('does not take credentials that are refused, and functions go on with the old ones', async () => {
    const { secretArn } = laptop.stage.telephony;
    const before = await secretsOf(laptop).versionAt(secretArn, CURRENT);

    const refused = await run(
      'rotate',
      'telephony',
      '--file',
      fileOf('wrong', { ...NEW, clientId: 'nobody' }),
    );
    await post('rotated-wrongly');
    const placed = await until('rotated-wrongly', ({ outcome }) => outcome !== null);

    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('token refused') });
    expect(refused.output + refused.errors).not.toContain(NEW.clientSecret);
    expect(await secretsOf(laptop).versionAt(secretArn, CURRENT)).toBe(before);
    expect(placed.outcome).toBe('placed');
  });

  it('makes credentials current that work, and running functions take them up when the old ones end', async () => {
    laptop.genesys?.acceptCredentials([OLD, NEW]);
    laptop.crm?.acceptCredentials([{ token: 'local' }, { token: 'rotated' }]);

    const telephony = await run('rotate', 'telephony', '--file', fileOf('right', NEW));
    const crm = await run('rotate', 'crm', '--file', fileOf('crm', { token: 'rotated' }));
    laptop.genesys?.acceptCredentials([NEW]);
    laptop.crm?.acceptCredentials([{ token: 'rotated' }]);
    await post('rotated-1');
    const placed = await until('rotated-1', ({ outcome }) => outcome !== null);

    expect(telephony).toMatchObject({ code: 0, output: expect.stringContaining('works and is current') });
    expect(telephony.output + telephony.errors).not.toContain(NEW.clientSecret);
    expect(crm.code).toBe(0);
    expect(placed.outcome).toBe('placed');
  });

  it.each([
    ['a secret that the stage does not have', ['nothing'], /it has: telephony, crm, desk/],
    ['no secret', [], /name a secret/],
    ['a file that is not there', ['crm', '--file', '/nowhere.json'], /cannot be read/],
  ])('refuses %s', async (_, args, problem) => {
    const told = await run('rotate', ...args);

    expect(told.code).toBe(2);
    expect(told.errors).toMatch(problem);
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
