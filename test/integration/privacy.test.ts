import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type App, Duration, Stack, aws_lambda_event_sources as sources, aws_sqs as sqs } from 'aws-cdk-lib';
import { eachWithin } from '../../functions/runtime/batch.ts';
import type { AlertStory } from '../../functions/story/alert-story.ts';
import { byLocalTime } from '../../local/seed.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import type { LocalSystem } from '../../local/system.ts';
import { type Stores, storesOf } from '../support/hostile-stores.ts';
import { CONVERSATION_TARGETS, TARGETS, validAlert } from '../support/hostile-workers.ts';
import { agentToken, post as panelPost, waitingCall } from '../support/panel-desk.ts';
import { FAILURES } from '../support/planted-failures.ts';
import { carelessSource } from '../support/planted-functions.ts';
import { EVERYTHING, PLANTED, SPELLING_NAMES, spelled } from '../support/planted-people.ts';
import { tracesIn } from '../support/planted-traces.ts';
import { eventually, type Workshop, workshop } from './local-app.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

/**
 * A person's number, name, address, card and token, in eighteen spellings, planted in what senders send, in what the
 * CRM and the platform answer and in what functions throw. Afterwards nothing of it may be in a log, a metric, a URL,
 * a ledger item, an object of the quarantine, a dead letter or a story.
 *
 * Not looked at, because they must hold what was sent: the contacts table, the archived telemetry, the bodies of
 * messages in admission's queue, and the requests to the CRM and the platform themselves. An id is what its sender
 * chose: one that is a phone number stays what it is in the ledger and is masked in the log; a name spelled as an id
 * cannot be told from one.
 */
jest.setTimeout(240_000);

const HEADERS = { 'content-type': 'application/json', 'x-api-key': 'local' };
const WORDS = SPELLING_NAMES.map((spelling) => ({ spelling, ...spelled(spelling) }));

describe('after people were planted everywhere', () => {
  let laptop: TestLaptop;
  let stores: Stores;
  const stories: string[] = [];
  /** What the panel told its agent, and the agent's token of the platform. */
  const told: string[] = [];
  let platformToken = '';
  /** Customers whose conversations the CRM takes. */
  const spoken: string[] = [];

  beforeAll(async () => {
    laptop = await testLaptop([{ path: 'doors.throttle', value: { ratePerSecond: 5000, burst: 5000 } }]);
    stores = storesOf(laptop.system, laptop.workDirectory);
    await sendGoodAlerts();
    await sendBadBodies();
    await sendBadMessages();
    await meetBadVendors();
    await endConversations();
    await askOddly();
    await usePanel();
    await quiet();
  }, 180_000);

  afterAll(async () => {
    stores?.close();
    await laptop?.stop();
  });

  let serial = 0;
  const next = (prefix: string): string => `${prefix}-${++serial}`;

  /** A customer whose clock allows calls, with a record full of people. */
  function plantedCustomer(changes: Record<string, unknown> = {}): string {
    const customerId = next('CUST-P');
    const { day } = byLocalTime(new Date(), laptop.stage.dialing.window);
    laptop.crm!.putCustomer({
      customerId,
      phoneNumber: PLANTED.phone,
      timeZone: day[0]!.timeZone!,
      doNotDisturb: false,
      accountTier: 'standard',
      name: PLANTED.name,
      fields: { contact: EVERYTHING, [PLANTED.email]: PLANTED.card },
      ...changes,
    });
    return customerId;
  }

  const alertOf = (customerId: string, changes: object = {}) => {
    const idempotencyKey = next('alert');
    return { ...validAlert(idempotencyKey), idempotencyKey, customerId, ...changes };
  };

  async function post(body: unknown, path = '/v1/alerts', headers: Record<string, string> = {}) {
    const answer = await fetch(`${laptop.system.url}${path}`, {
      method: 'POST',
      headers: { ...HEADERS, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    await answer.text();
  }

  /** Asks for a story until it is as wanted, and keeps what was told. */
  async function until(key: string, wanted: (told: AlertStory) => boolean): Promise<void> {
    const told = await eventually(async () => {
      const answer = await fetch(`${laptop.system.url}/v1/alerts/${key}`, { headers: HEADERS });
      const text = await answer.text();
      return answer.ok && wanted(JSON.parse(text)) ? text : undefined;
    });
    stories.push(told);
  }

  const isOver = ({ outcome, waitingFor }: AlertStory) => outcome !== null || typeof waitingFor === 'string';

  async function sendGoodAlerts(): Promise<void> {
    const customerId = plantedCustomer();
    const alerts = WORDS.map(({ phone, name, email, card, token }) => {
      const said = { note: `${name}, ${phone}`, [email]: card, inner: [{ [phone]: token, name }] };
      return alertOf(customerId, {
        [name]: phone,
        contact: said,
        telemetryData: { currentValue: 1, threshold: 0, unit: 'celsius', ...said },
      });
    });
    await eachWithin(6, alerts, (alert) => post(alert));
    await eachWithin(6, alerts, ({ idempotencyKey }) => until(idempotencyKey, isOver));
  }

  async function sendBadBodies(): Promise<void> {
    const bodies = WORDS.flatMap(({ spelling: _, ...words }) =>
      Object.values(words).flatMap((word) => [
        { ...validAlert(next('bad')), sensorId: [word], [word]: word },
        { ...validAlert(next('bad')), timestamp: word, alertType: `${word}!` },
        {
          ...validAlert(next('bad')),
          telemetryData: { unit: word.repeat(9), currentValue: word, [word]: [word] },
        },
        { ...validAlert(next('bad')), idempotencyKey: ` ${word}`, customerId: { [word]: word } },
        [{ ...validAlert(next('bad')), sensorId: `${word} ` }, word, [word], { [word]: 1 }],
        `{"${word.replace(/["\\]/g, '')}":1,"${word.replace(/["\\]/g, '')}":2,`,
        JSON.stringify({ [word]: 1e300, ...validAlert(next('bad')) }).replace('1e+300', '1e400'),
      ]),
    );
    // Good ids as far as their characters go, of alerts that are never admitted.
    const numbers = WORDS.flatMap(({ phone, email, card, token }) => [phone, email, card, token])
      .map((word) => word.replace(/^\+/, ''))
      .map((idempotencyKey) => ({ ...validAlert(next('bad')), idempotencyKey, timestamp: 'soon' }));
    await eachWithin(20, [...bodies, ...numbers], (body) => post(body));
  }

  async function sendBadMessages(): Promise<void> {
    const sends = [...TARGETS, ...CONVERSATION_TARGETS].flatMap(({ queues, valid }) =>
      WORDS.flatMap(({ name, phone, email }) => [
        { queue: queues[0]!, body: { ...valid(next('bad')), [name]: phone } },
        {
          queue: queues[0]!,
          body: { ...valid(next('bad')), alert: { key: email, customerId: phone, [phone]: 1 } },
        },
        { queue: queues[0]!, body: `${phone} ${name}` },
      ]),
    );
    await eachWithin(20, sends, async ({ queue, body }) => {
      await stores.sqs.send(
        new SendMessageCommand({
          QueueUrl: laptop.system.resource('AWS::SQS::Queue', queue).url,
          MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
          MessageAttributes: { edgeId: { DataType: 'String', StringValue: PLANTED.phone } },
        }),
      );
    });
  }

  /** Each answer meets one alert of a customer of its own. */
  async function meetBadVendors(): Promise<void> {
    const body = { error: EVERYTHING, message: EVERYTHING, [PLANTED.phone]: PLANTED.name };
    const answers: readonly (readonly ['crm' | 'genesys', string, Fault])[] = [
      ['crm', 'readCustomer', { kind: 'status', status: 400, body }],
      ['crm', 'readCustomer', { kind: 'status', status: 503, body: `<html>${EVERYTHING}</html>` }],
      ['crm', 'readCustomer', { kind: 'status', status: 401, body }],
      [
        'crm',
        'readCustomer',
        { kind: 'body', status: 200, body: { customerId: EVERYTHING, [EVERYTHING]: 1 } },
      ],
      ['crm', 'readCustomer', { kind: 'body', status: 200, body: EVERYTHING }],
      ['crm', 'openTask', { kind: 'status', status: 400, body }],
      ['crm', 'openTask', { kind: 'body', status: 201, body }],
      ['crm', 'readCustomer', { kind: 'reset' }],
      ['genesys', 'token', { kind: 'status', status: 400, body }],
      ['genesys', 'placeCallback', { kind: 'status', status: 400, body }],
      ['genesys', 'placeCallback', { kind: 'status', status: 503, body: EVERYTHING }],
      ['genesys', 'placeCallback', { kind: 'body', status: 200, body }],
    ];
    for (const [system, operation, fault] of answers) {
      if (operation === 'token') laptop.system.killFunction(functionNamed('Dialing'));
      const doNotDisturb = operation === 'openTask';
      const alert = alertOf(plantedCustomer({ doNotDisturb }));
      laptop[system]!.setFaults([{ system, operation, fault }]);
      await post(alert);
      await until(alert.idempotencyKey, (told) => isOver(told) || told.state === 'CASE_PENDING');
      laptop[system]!.setFaults([]);
    }
    const odd = WORDS.flatMap(({ name, phone }) => [
      plantedCustomer({ phoneNumber: name }),
      plantedCustomer({ phoneNumber: `${phone} (${name})` }),
      plantedCustomer({ timeZone: `${name}/${phone}` }),
      plantedCustomer({ accountTier: `${name} ${phone}`, doNotDisturb: true }),
    ]).map((customerId) => alertOf(customerId));
    await eachWithin(6, odd, (alert) => post(alert));
    await eachWithin(6, odd, ({ idempotencyKey }) => until(idempotencyKey, isOver));
  }

  /** What agents write about people goes to the CRM and nowhere else, whatever the CRM answers. */
  async function endConversations(): Promise<void> {
    const refusal = { error: EVERYTHING, [PLANTED.phone]: PLANTED.name };
    const answers: readonly Fault[] = [
      { kind: 'status', status: 422, body: refusal },
      { kind: 'status', status: 400, body: EVERYTHING },
      { kind: 'status', status: 401, body: refusal },
      { kind: 'status', status: 503, body: `<html>${EVERYTHING}</html>` },
      { kind: 'body', status: 200, body: refusal },
    ];
    const failing = answers.map((fault) => ({ fault, customerId: plantedCustomer() }));
    laptop.crm!.setFaults(
      failing.map(({ fault, customerId }) => ({
        system: 'crm',
        operation: 'putCustomerSegments',
        fault,
        match: `"${customerId}"`,
        times: 1,
      })),
    );
    const good = WORDS.map((words) => ({
      customerId: plantedCustomer(),
      said: Object.values(words).join(' '),
    }));
    spoken.push(...good.map(({ customerId }) => customerId));
    const ends = [...good, ...failing.map(({ customerId }) => ({ customerId, said: PLANTED.name }))].map(
      ({ customerId, said }) => ({
        customerId,
        tags: ['spoke'],
        interactionSummary: said,
        idempotency_key: next('spoke'),
      }),
    );
    const bad = WORDS.flatMap(({ name, phone, email, card }) => [
      { customerId: `${phone}!`, tags: [name] },
      { customerId: next('CUST-B'), tags: [`${email}!`], [card]: [card] },
      { customerId: next('CUST-B'), tags: [], startTime: name, queue: { [phone]: name } },
      `{"customerId":"${next('CUST-B')}","tags":[],"${phone}":1,"${phone}":2}`,
    ]);
    await eachWithin(10, [...ends, ...bad], (body) => post(body, '/v1/interactions'));
    await eventually(() => (laptop.crm!.faults().length === 0 ? true : undefined));
  }

  async function askOddly(): Promise<void> {
    // No ids: these never reach a store. What is an id is asked for, whatever it looks like.
    const words = [PLANTED.phone, PLANTED.name, PLANTED.email].map(encodeURIComponent);
    for (const word of words) {
      await post(validAlert(next('odd')), `/v1/alerts?contact=${word}`, {
        'user-agent': word,
        'x-contact': word,
      });
      for (const path of ['/v1/alerts/', '/v1/telemetry/', '/v1/']) {
        const answer = await fetch(`${laptop.system.url}${path}${word}`, { headers: HEADERS });
        await answer.text();
      }
    }
  }

  /** An agent sees who it is, says what came of the call, and types people where codes belong. */
  async function usePanel(): Promise<void> {
    const { customer, reference } = await waitingCall(laptop, 'privacy', {
      customer: { phoneNumber: PLANTED.phone, name: PLANTED.name, fields: { contact: EVERYTHING } },
      telemetry: { unit: PLANTED.name, operator: EVERYTHING },
    });
    platformToken = agentToken(laptop);
    const path = `v1/panel/customers/${customer.customerId}`;
    const { body } = await panelPost(laptop, 'v1/panel/session', { reference, platformToken });
    for (const what of ['context', 'alert']) {
      const answer = await fetch(`${laptop.system.url}/${path}/${what}`, {
        headers: { authorization: `Bearer ${body.token}` },
      });
      told.push(await answer.text());
    }
    const words = ['resolved_on_call', PLANTED.phone, PLANTED.name, PLANTED.token];
    for (const disposition of words)
      await panelPost(laptop, `${path}/disposition`, { disposition }, String(body.token));
    for (const word of [PLANTED.phone, PLANTED.email, PLANTED.token]) {
      await panelPost(laptop, 'v1/panel/session', { reference: word, platformToken: word, [word]: word });
      await panelPost(laptop, 'v1/panel/session', { reference, platformToken: word });
      await panelPost(laptop, `v1/panel/customers/${encodeURIComponent(word)}/disposition`, {}, word);
    }
  }

  const functionNamed = (part: string): string =>
    laptop.system.functionNames.find((name) => name.includes(part))!;
  const queues = () => laptop.system.resources.filter(({ type }) => type === 'AWS::SQS::Queue');

  const quiet = () =>
    eventually(async () => {
      const depths = await Promise.all(queues().map(({ url }) => stores.depth(url!)));
      return depths.every((depth) => depth === 0) ? true : undefined;
    });

  it('what agents wrote about them is at the CRM', () => {
    const summaries = spoken.map(
      (id) => laptop.crm!.customer(id)?.segments?.attributes.last_interaction_summary,
    );

    expect(summaries.filter((summary) => tracesIn(String(summary)).length === 0)).toEqual([]);
  });

  it('no log and no metric has a trace of them', () => {
    const logs = stores.logs();

    expect(logs.filter(({ text }) => text !== '').length).toBeGreaterThan(5);
    expect(logs.flatMap(({ file, text }) => tracesIn(text).map((trace) => `${file}: ${trace}`))).toEqual([]);
  });

  it("the panel told its agent who it is, and the agent's own token stands nowhere", async () => {
    const items = await stores.items('Ledger/Table');
    const logs = stores.logs().map(({ text }) => text);

    expect(tracesIn(told.join('\n')).length).toBeGreaterThan(0);
    expect(platformToken.length).toBeGreaterThan(20);
    expect([...logs, JSON.stringify(items)].filter((text) => text.includes(platformToken))).toEqual([]);
  });

  it('no item of the ledger has one', async () => {
    const items = await stores.items('Ledger/Table');

    expect(items.length).toBeGreaterThan(500);
    expect(items.flatMap((item) => tracesIn(JSON.stringify(item)))).toEqual([]);
  });

  it('no object of the quarantine has one, its name included', async () => {
    const objects = await stores.objects('quarantine/');

    expect(objects.length).toBeGreaterThan(500);
    expect(
      tracesIn(objects.map(({ key, text }) => `${decodeURIComponent(key)}\n${text}`).join('\n')),
    ).toEqual([]);
  });

  it('no story has one', () => {
    expect(stories.length).toBeGreaterThan(50);
    expect(tracesIn(stories.join('\n'))).toEqual([]);
  });

  it('no URL and no name of a resource has one', () => {
    const requests = [...laptop.genesys!.requests(), ...laptop.crm!.requests()];
    const urls = requests.map(({ path, query }) => `${path} ${JSON.stringify(query)}`);
    const contacts = laptop.system.resource('AWS::DynamoDB::Table', 'Contacts/Table').name;
    const names = laptop.system
      .engineCalls()
      // Only the contacts may know a number, in the keys of opt-outs too.
      .map(({ resource, leadingKeys }) => (resource === contacts ? resource : `${resource} ${leadingKeys}`));

    expect(requests.length).toBeGreaterThan(50);
    expect(tracesIn([...new Set([...urls, ...names])].join('\n'))).toEqual([]);
  });

  it('no message of ours has died', async () => {
    const dead = queues().filter(({ constructPath }) => constructPath.includes('DeadLetters'));
    const received = await Promise.all(
      dead.map(({ url }) => stores.sqs.send(new ReceiveMessageCommand({ QueueUrl: url! }))),
    );

    expect(dead.length).toBeGreaterThan(5);
    expect(received.flatMap(({ Messages }) => Messages ?? [])).toEqual([]);
  });

  it('no door puts anything of a request beside its text but an id, an instant and a name of its own', () => {
    const assembly = join(laptop.workDirectory, 'cdk.out');
    const templates = readdirSync(assembly).filter((file) => file.endsWith('.template.json'));
    const text = templates.map((file) => readFileSync(join(assembly, file), 'utf8')).join('\n');
    const values = [...text.matchAll(/MessageAttribute\.\d\.Value\.\w*Value=([^&"]+)/g)].map(
      ([, value]) => value,
    );

    expect(new Set(values)).toEqual(
      new Set([
        '$util.urlEncode($context.extendedRequestId)',
        '$context.requestTimeEpoch',
        // The names of doors that share a queue or may be signed.
        'campaigns',
        'incidents',
        'tickets',
      ]),
    );
  });
});

describe('functions whose work fails in ways nobody expected', () => {
  let shop: Workshop;
  let system: LocalSystem;
  let stores: Stores;

  function build(made: Workshop, app: App): void {
    const stack = new Stack(app, 'Careless');
    const dead = new sqs.Queue(stack, 'Dead');
    const queue = new sqs.Queue(stack, 'Queue', {
      visibilityTimeout: Duration.seconds(2),
      deadLetterQueue: { queue: dead, maxReceiveCount: 2 },
    });
    const worker = made.fn(stack, 'Worker', carelessSource('worker'), {
      functionName: 'Worker',
      timeout: Duration.seconds(2),
    });
    worker.addEventSource(
      new sources.SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true }),
    );
    made.fn(stack, 'Schedule', carelessSource('schedule'), { functionName: 'Schedule' });
    made.fn(stack, 'Read', carelessSource('read'), { functionName: 'Read' });
  }

  beforeAll(async () => {
    shop = workshop(build);
    system = await shop.start();
    stores = storesOf(system, shop.logDirectory);
  }, 300_000);

  afterAll(async () => {
    stores?.close();
    await shop?.close();
  });

  const url = (queue: string) => system.resource('AWS::SQS::Queue', queue).url!;
  const send = (body: object) =>
    stores.sqs.send(new SendMessageCommand({ QueueUrl: url('Queue'), MessageBody: JSON.stringify(body) }));

  it('reach the dead letters after their receives, and say who they were to nobody', async () => {
    const names = Object.keys(FAILURES);
    await Promise.all([...names.map((fails) => send({ fails })), send({})]);

    await eventually(async () => ((await stores.depth(url('Dead'))) === names.length ? true : undefined));
    await system.invoke('Schedule', {});
    await expect(system.invoke('Schedule', {})).rejects.toThrow('the sweep failed');
    const answer = await system.invoke('Read', { pathParameters: { key: 'alert-1' } });

    const text = stores
      .logs()
      .map((log) => log.text)
      .join('\n');
    expect(tracesIn(text)).toEqual([]);
    expect(tracesIn(JSON.stringify(answer))).toEqual([]);
    const failed = text
      .split('\n')
      .filter((line) => line.includes('"outcome":"failed"') && !line.includes('_aws'));
    expect(failed.length).toBe(names.length * 2 + names.length + 1 + 1);
    expect(text).toContain('"error":"TypeError"');
    expect(await stores.depth(url('Queue'))).toBe(0);
  });
});
