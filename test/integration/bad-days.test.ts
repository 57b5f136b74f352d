import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { erasableArchive, erasableTable } from '../../bin/erase/stores.ts';
import { lambdaEvent, logicalIdOf } from '../../bin/lambda-events.ts';
import { ledgerTarget } from '../../bin/ledger.ts';
import { localClient } from '../../bin/local-client.ts';
import { operatorTarget } from '../../bin/operator-target.ts';
import { FUNCTION_NAMES } from '../../lib/workflow.ts';
import { byLocalTime, campaignRun } from '../../local/seed.ts';
import { trunkline } from './command.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

jest.setTimeout(180_000);

let laptop: TestLaptop;
let sqs: SQSClient;

beforeAll(async () => {
  laptop = await testLaptop([
    { path: 'reports.firstWaitSeconds', value: 1 },
    { path: 'reports.settleSeconds', value: 5 },
  ]);
  sqs = new SQSClient({
    ...localClient(laptop.system.awsEnvironment(), 'SQS'),
    useQueueUrlAsEndpoint: false,
  });
}, 300_000);

afterAll(async () => {
  sqs?.destroy();
  await laptop?.stop();
});

/** Runs a command against the local system to its end. */
async function run(...args: readonly string[]) {
  const command = trunkline([...args, '--url', laptop.system.url], { cwd: laptop.workDirectory });
  const code = await command.ended;
  return { code, output: command.output().trim(), errors: command.errors().trim() };
}

const HEADERS = { 'content-type': 'application/json', 'x-api-key': 'local' };

const queueUrl = (path: string): string => {
  const { name } = laptop.system.resource('AWS::SQS::Queue', path);
  return `${laptop.system.awsEnvironment().AWS_ENDPOINT_URL_SQS}/000000000000/${name}`;
};

async function dies(body: object, edgeId: string): Promise<void> {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl('Admission/QueueDeadLetters'),
      MessageBody: JSON.stringify(body),
      MessageAttributes: {
        edgeId: { DataType: 'String', StringValue: edgeId },
        receivedAt: { DataType: 'String', StringValue: String(Date.now()) },
      },
    }),
  );
}

const alert = (key: string) => ({
  idempotencyKey: key,
  sensorId: `SNS-${key}`,
  customerId: 'CUST-9981',
  alertType: 'temp_critical',
  timestamp: new Date().toISOString(),
  telemetryData: { currentValue: 89.5, threshold: 85, unit: 'celsius' },
});

async function waiting(path: string): Promise<number> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl(path),
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Object.values(Attributes ?? {}).reduce((sum, count) => sum + Number(count), 0);
}

describe('dead letters', () => {
  it('are listed, shown without what is personal, and sent back to be worked on', async () => {
    const clean = await run('dead-letters');
    await dies({ ...alert('dead-1'), contactPhone: '+12025550142' }, 'edge-dead-1');

    const listed = await run('dead-letters', 'list');
    const shown = await run('dead-letters', 'show', 'Admission');
    const moved = await run('dead-letters', 'redrive', 'Admission');
    const answer = await admitted('dead-1');

    expect(clean).toMatchObject({ code: 0, output: expect.stringMatching(/^nothing waits in \d+/) });
    expect(listed).toMatchObject({ code: 1, output: expect.stringMatching(/^1 +AdmissionQueueDeadLetters/) });
    expect(shown.output).toContain('edge-dead-1');
    expect(shown.output).not.toContain('2025550142');
    expect(moved).toMatchObject({ code: 0, output: '1 sent back' });
    expect(answer).toBe(200);
    expect(await waiting('Admission/QueueDeadLetters')).toBe(0);
  });

  it('are discarded only with a reason', async () => {
    await dies(alert('dead-2'), 'edge-dead-2');

    const refused = await run('dead-letters', 'discard', 'Admission');
    const gone = await run('dead-letters', 'discard', 'Admission', '--reason', 'a test of the sender');

    expect(refused).toMatchObject({ code: 2, errors: expect.stringContaining('--reason') });
    expect(gone).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^1 discarded from AdmissionQueue/),
    });
    expect(await waiting('Admission/QueueDeadLetters')).toBe(0);
  });

  it.each([
    ['a queue that fits several', ['show', 'Dialing'], /fits several: .*DialingCritical/],
    ['a queue that is not there', ['show', 'Nowhere'], /no dead letter queue is called Nowhere/],
    ['nothing', ['redrive'], /name a queue/],
    ['an act that is not there', ['burn', 'Admission'], /list, show, redrive or discard/],
    ['to redrive the starts of a rule', ['redrive', 'RecoverySchedule'], /starts of a rule/],
  ])('refuse %s', async (_, args, problem) => {
    const told = await run('dead-letters', ...args);

    expect(told.code).toBe(2);
    expect(told.errors).toMatch(problem);
  });
});

it('what is quarantined is listed with its reason, shown masked, and released', async () => {
  const clean = await run('quarantine');
  await fetch(`${laptop.system.url}/v1/alerts`, {
    method: 'POST',
    headers: HEADERS,
    body: JSON.stringify({ ...alert('bad-1'), timestamp: '2999-01-01T00:00:00Z', note: 'Sam Overbrook' }),
  });
  const listed = await eventually(
    () => run('quarantine', 'list'),
    ({ code }) => code === 1,
  );
  const shown = await run('quarantine', 'show', 'bad-1');
  const released = await run('quarantine', 'release', 'bad-1');
  const after = await run('quarantine', 'list');

  expect(clean).toMatchObject({ code: 0, output: 'nothing is quarantined' });
  expect(listed.output).toMatch(/bad-1\/\S+\n +\S+/);
  expect(listed.output).not.toContain('unknown');
  expect(JSON.parse(shown.output)).toMatchObject({ body: { idempotencyKey: 'bad-1' } });
  expect(shown.output).not.toContain('Overbrook');
  expect(released).toMatchObject({ code: 0 });
  expect(after).toMatchObject({ code: 0 });
});

const post = (door: string, body: object) =>
  fetch(`${laptop.system.url}/${door}`, { method: 'POST', headers: HEADERS, body: JSON.stringify(body) });

it('incidents names what waits too long, with its ticket', async () => {
  const calm = await run('incidents', '--json');
  // Two in a row are an incident. Queues do not keep their order, so the platform goes on telling, as a real one would.
  let told = 0;
  const breach = () =>
    post('v1/incidents', {
      id: `evt-bad-${++told}`,
      eventType: 'telephony.queue.waiting',
      metrics: [{ name: 'field-service', avg: 412.5 }],
      timestamp: new Date().toISOString(),
    });
  await breach();

  const open = await eventually(
    async () => {
      await breach();
      return run('incidents');
    },
    ({ output }) => /INC\d+/.test(output),
  );

  expect(JSON.parse(calm.output).incidents).toEqual([]);
  expect(open.output).toContain('field-service');
  expect(laptop.desk?.tickets().some((ticket) => ticket.open)).toBe(true);
});

it('trace --all shows the calls whose answers never came', async () => {
  const { day } = byLocalTime(new Date(), laptop.stage.dialing.window);
  laptop.genesys?.setSearchLag(3_600_000);
  laptop.genesys?.setFaults([
    { system: 'genesys', operation: 'placeCallback', fault: { kind: 'never' }, times: 1 },
  ]);
  await post('v1/alerts', { ...alert('no-answer-1'), customerId: day[0]?.customerId });

  const traced = await eventually(
    () => run('trace', '--all', '--json'),
    ({ output }) => output.includes('"uncertain"'),
  );

  const [lost] = traced.output.split('\n').filter((line) => line.includes('no-answer-1'));
  expect(JSON.parse(lost ?? '{}')).toMatchObject({ idempotencyKey: 'no-answer-1', outcome: 'uncertain' });
});

it('report says why a campaign has none, and builds it once the platform knows it', async () => {
  const campaignId = 'campaign-nobody-knows';
  await post('v1/campaigns', {
    eventType: 'outbound.campaign.completed',
    timestamp: new Date().toISOString(),
    data: { campaignId, status: 'completed' },
  });
  const missing = await eventually(
    () => run('report', campaignId),
    ({ output }) => output.includes('UNKNOWN'),
  );
  laptop.genesys?.putCampaignRun(campaignId, campaignRun(new Date()));

  const again = await run('report', campaignId, '--rebuild');
  // The sweep takes up what is three minutes late.
  laptop.system.shiftClocks(4 * 60_000);
  await laptop.system.fireSchedule(laptop.system.resource('AWS::Events::Rule', 'CampaignEnds/Sweep').name);
  const built = await eventually(
    () => run('report', campaignId),
    ({ output }) => output.includes('DELIVERED'),
  );
  laptop.system.shiftClocks(0);

  expect(missing.output).toContain('UNKNOWN');
  expect(again.code).toBe(0);
  expect(built.output).toMatch(/version 1 (final|provisional)/);
});

describe('erase', () => {
  const CUSTOMER = 'CUST-9984';
  const status = async (path: string) =>
    (await fetch(`${laptop.system.url}/${path}`, { headers: HEADERS })).status;
  const sample = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../events/interaction-completed.json'), 'utf8'),
  );
  const conversation = (id: string) => ({
    ...sample,
    customerId: CUSTOMER,
    contactId: id,
    idempotency_key: id,
  });
  const push = {
    campaignId: '12345678-90ab-cdef-1234-567890abcdef',
    contacts: [
      { contactId: 'CRM_9984', phoneNumber: '+12025550163', externalContactId: CUSTOMER, fields: [] },
    ],
  };

  /** Everything our stores hold, as one text. */
  async function everything(): Promise<string> {
    const target = await operatorTarget({ url: laptop.system.url });
    const { table, contacts } = await ledgerTarget({ url: laptop.system.url });
    const found: unknown[] = [];
    for (const { name } of [table, contacts])
      for await (const item of erasableTable(name, table.options).all()) found.push(item);
    for await (const object of erasableArchive(target).under('')) found.push(object);
    return found.map((one) => JSON.stringify(one)).join('\n');
  }

  it('removes all that is held of a customer, and a dead letter that is sent back does not bring it back', async () => {
    await post('v1/alerts', { ...alert('erased-1'), customerId: CUSTOMER });
    await post('v1/alerts', {
      ...alert('erased-2'),
      customerId: CUSTOMER,
      timestamp: '2999-01-01T00:00:00Z',
    });
    await post('v1/interactions', conversation('talk-1'));
    await post('v1/previews', push);
    await fetch(`${laptop.system.url}/v1/contacts/${CUSTOMER}`, { headers: HEADERS });
    await eventually(
      () => status('v1/alerts/erased-1'),
      (code) => code === 200,
    );
    const preview = `v1/previews/CRM_9984/${push.campaignId}`;
    await eventually(
      () => status(preview),
      (code) => code === 200,
    );
    await eventually(everything, (text) => text.includes('PROFILE#') && text.includes('quarantine/'));
    await dies({ ...alert('erased-3'), customerId: CUSTOMER }, 'edge-erased-3');

    const seen = JSON.parse((await run('erase', CUSTOMER, '--dry-run', '--json')).output).held;
    const erased = await run('erase', CUSTOMER);
    const moved = await run('dead-letters', 'redrive', 'Admission');
    await post('v1/alerts', { ...alert('erased-1'), customerId: CUSTOMER });
    await post('v1/interactions', conversation('talk-2'));
    await post('v1/previews', push);
    await eventually(
      () => waiting('Admission/Queue'),
      (count) => count === 0,
    );
    await eventually(
      () => waiting('Preview/Pushes'),
      (count) => count === 0,
    );
    const again = await run('erase', CUSTOMER, '--dry-run', '--json');
    const left = await everything();

    expect(Object.keys(seen).filter((kind) => seen[kind].length > 0 || seen[kind] === true)).toEqual(
      expect.arrayContaining(['ledger', 'contacts', 'archive', 'segments']),
    );
    expect(erased).toMatchObject({
      code: 0,
      output: expect.stringContaining('second look: nothing is found'),
    });
    expect(erased.output).not.toContain(CUSTOMER);
    expect(moved.output).toBe('1 sent back');
    expect(JSON.parse(again.output).held).toMatchObject({
      ledger: [],
      contacts: [],
      archive: [],
      segments: false,
    });
    expect(await Promise.all(['erased-1', 'erased-3'].map((key) => status(`v1/alerts/${key}`)))).toEqual([
      404, 404,
    ]);
    expect(await status(preview)).toBe(404);
    expect(await status(`v1/contacts/${CUSTOMER}`)).toBe(404);
    expect(left).not.toContain('Overbrook');
    expect(left).not.toContain('2025550163');
    expect(left.split('\n').filter((one) => one.includes(CUSTOMER))).toHaveLength(2);
  });

  it('refuses what cannot be a customer', async () => {
    expect(await run('erase', 'Sam Overbrook')).toMatchObject({ code: 2 });
    expect(await run('erase')).toMatchObject({ code: 2, errors: 'name the id of a customer' });
  });
});

/** What functions answer whose events name something that is nowhere yet: a document, an agent who has signed in. */
const WITHOUT_MORE: Readonly<Partial<Record<string, RegExp>>> = {
  courier: /^\{"batchItemFailures":\[\{"itemIdentifier":"[0-9a-f-]{36}"\}\]\}$/,
  panel: /^\{"statusCode":401,.*the platform does not know this token/,
};

describe('the ready event', () => {
  it.each(FUNCTION_NAMES)('of %s is what the function takes', async (name) => {
    const ids = laptop.system.resources.map(({ logicalId }) => logicalId);
    const { name: physical } = laptop.system.resource('AWS::Lambda::Function', logicalIdOf(name, ids));

    const answer = JSON.stringify(await laptop.system.invoke(physical, lambdaEvent(name)));

    expect(answer).toMatch(
      WITHOUT_MORE[name] ?? /^\{("batchItemFailures":\[\]|"statusCode":(200|404)|"ended":\d+,"failed":0)/,
    );
  });

  it('runs one function alone by a command, without a system', async () => {
    const command = trunkline(['invoke', 'story'], { cwd: laptop.workDirectory });

    expect(await command.ended).toBe(0);
    expect(JSON.parse(command.output())).toMatchObject({ statusCode: 404 });
    expect(command.errors()).toContain('answered_404');
  });

  it.each([
    ['a function that is not there', ['invoke', 'nobody'], /functions are: admission/],
    ['an event that is not there', ['invoke', 'story', '/nowhere.json'], /no such event/],
  ])('is not %s', async (_, args, problem) => {
    const command = trunkline(args, { cwd: laptop.workDirectory });

    expect(await command.ended).toBe(2);
    expect(command.errors()).toMatch(problem);
  });
});

const admitted = (key: string): Promise<number> =>
  eventually(
    async () => (await fetch(`${laptop.system.url}/v1/alerts/${key}`, { headers: HEADERS })).status,
    (status) => status === 200,
  );

async function eventually<Value>(
  read: () => Promise<Value>,
  wanted: (value: Value) => boolean,
): Promise<Value> {
  const deadline = Date.now() + 150_000;
  for (;;) {
    const value = await read();
    if (wanted(value) || Date.now() > deadline) return value;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
