import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { dialing } from '../../bin/commands/dialing.ts';
import { explain } from '../../bin/commands/explain.ts';
import { report } from '../../bin/commands/report.ts';
import { send } from '../../bin/commands/send.ts';
import { trace } from '../../bin/commands/trace.ts';
import type { AlertStory } from '../../functions/story/alert-story.ts';
import { byLocalTime, CUSTOMERS, SENSORS } from '../../local/seed.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import type { PlatformCall } from '../../local/simulators/platform.ts';
import { requestProblems } from '../support/contract.ts';
import { storesOf } from '../support/hostile-stores.ts';
import { agentToken, post as panelPost } from '../support/panel-desk.ts';
import { HEADERS, post, SHORT_TIMES, storyWhen } from './alerts.ts';
import { eventually } from './local-app.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

/**
 * The steps of the README's tour, with its commands and its paths, on the platform of one setting. `TOUR_PLATFORM`
 * names another; nothing below asks which it is.
 */
const PLATFORM = process.env.TOUR_PLATFORM ?? 'cxone';
const EVENTS = join(import.meta.dirname, '../../events');
const PATIENCE_MS = 120_000;
jest.setTimeout(180_000);

let laptop: TestLaptop;
let serial = 0;

beforeAll(async () => {
  laptop = await testLaptop([
    { path: 'telephony.platform', value: PLATFORM },
    { path: 'dialing.protocol', value: SHORT_TIMES },
    // Recovery comes three times a second here, and every time it asks.
    { path: 'pacing.telephony.requestsPerMinute', value: 280 },
    { path: 'ticketing.thresholds.waitSeconds.calmSeconds', value: 1 },
    { path: 'reports.firstWaitSeconds', value: 1 },
    { path: 'reports.settleSeconds', value: 5 },
  ]);
}, 300_000);

afterEach(() => put('/__faults', []));
afterAll(() => laptop?.stop());

/** What a command prints; it must end with 0. */
async function said(
  command: (args: readonly string[]) => Promise<number>,
  ...args: string[]
): Promise<string> {
  const lines: string[] = [];
  const { log, error } = console;
  console.log = console.error = (text: string) => void lines.push(text);
  try {
    expect(await command([...args, '--url', laptop.system.url])).toBe(0);
  } finally {
    Object.assign(console, { log, error });
  }
  return lines.join('\n');
}

async function read(path: string) {
  const answer = await fetch(`${laptop.system.url}${path}`, { headers: HEADERS });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
}

async function put(path: string, body: unknown): Promise<number> {
  const answer = await fetch(`${laptop.system.url}${path}`, { method: 'PUT', body: JSON.stringify(body) });
  await answer.text();
  return answer.status;
}

/** A sample with some of its text replaced, as the tour does with `sed`, sent by the command line. */
function sendSample(name: string, ...changes: readonly (readonly [RegExp, string])[]): Promise<string> {
  const text = readFileSync(join(EVENTS, `${name}.json`), 'utf8');
  const file = join(laptop.workDirectory, `${name}-sent.json`);
  writeFileSync(
    file,
    changes.reduce((changed, [from, to]) => changed.replace(from, to), text),
  );
  return said(send, file);
}

const window = () => laptop.stage.dialing.window;
/** What a contact whose customer may not be called now waits for; at the edges of the hours they are short of either. */
const WAITING_FOR_THE_DAY = ['outside_window', 'window_just_opened', 'window_closes'];

const awake = () => byLocalTime(new Date(), window()).day[0] ?? CUSTOMERS[2]!;
const asleep = () => byLocalTime(new Date(), window()).night[0] ?? CUSTOMERS[1]!;

/** The sample's alert, of another customer and their sensor. */
const alertOf = ({ customerId }: { customerId: string }, sensor = SENSORS[customerId]!) =>
  sendSample('sensor-alert', [/CUST-9981/, customerId], [/TEMP-SNS-4421/, sensor]);

/** Somebody new who is awake. */
function someone() {
  const customerId = `CUST-TOUR-${++serial}`;
  const customer = { ...awake(), customerId, phoneNumber: `+1202555010${serial}`, accountTier: 'standard' };
  laptop.crm!.putCustomer(customer);
  return customer;
}

const storyEnds = (key: string): Promise<AlertStory> =>
  storyWhen(laptop, key, ({ outcome }) => outcome !== null);

const callOf = async (sensorId: string): Promise<PlatformCall | undefined> => {
  const { body } = await read('/__calls');
  return body.find(({ data }: PlatformCall) => data.sensorId === sensorId);
};

const fire = (rule: string): Promise<void> =>
  laptop.system.fireSchedule(laptop.system.resource('AWS::Events::Rule', rule).name);

/** The panel opens for an agent who has signed in to the platform, again and again, and for nobody else. */
async function panelOpens(reference: string, customerId: string): Promise<void> {
  const session = (platformToken: string) =>
    panelPost(laptop, 'v1/panel/session', { reference, platformToken });

  const opened = await session(agentToken(laptop));
  expect(opened).toMatchObject({ status: 200, body: { customerId } });
  expect(await session(String(opened.body.platformToken))).toMatchObject({ status: 200 });
  expect(await session(agentToken(laptop, 'another-application'))).toMatchObject({ status: 401 });
  expect(await session('forged')).toMatchObject({ status: 401 });
}

describe(`the tour on ${PLATFORM}`, () => {
  it('1: an alert outside the hours of the customer becomes a task', async () => {
    const key = await alertOf(asleep());

    const story = await storyEnds(key);

    expect(story).toMatchObject({ outcome: 'deferred', reason: 'outside_window' });
    expect((await read('/__tasks')).body).toMatchObject([{ customerId: asleep().customerId }]);
    expect(await said(trace, key)).toContain('deferred: outside_window');
  });

  it('2, 5, 6, 15: a call has exactly our data, the flapping sensor none, and the story says why', async () => {
    const customer = awake();
    const sensor = SENSORS[customer.customerId]!;
    const key = await alertOf(customer);
    const { outcome, telemetryRef } = await storyEnds(key);
    const again = await alertOf(customer);

    expect(outcome).toBe('placed');
    expect(await storyEnds(again)).toMatchObject({ outcome: 'suppressed', reason: `slot held by ${key}` });
    const call = await callOf(sensor);
    expect(call).toMatchObject({ state: 'waiting', phoneNumber: customer.phoneNumber });
    const shown = Object.keys(call?.data ?? {}).toSorted();
    expect(shown).toEqual(['alertType', 'attemptId', 'referenceId', 'sensorId']);
    expect(call?.data.referenceId).toBe(telemetryRef);
    expect((await read(`/v1/telemetry/${telemetryRef}`)).body).toMatchObject({ sensorId: sensor });
    expect(await said(explain, key)).toMatch(/placed[\s\S]*decided: call/);
    await panelOpens(String(telemetryRef), customer.customerId);
  });

  it('3: a bad body is refused at the door', async () => {
    expect(await post(laptop, 'v1/alerts', { sensorId: 'TEMP-SNS-4421' })).toBe(400);
  });

  it('4: a platform that accepts a call and never says so is asked once', async () => {
    await fetch(`${laptop.system.url}/__requests`, { method: 'DELETE' });
    expect(await put('/__search-lag', { seconds: 3600 })).toBe(200);
    const rule = { system: 'telephony', operation: 'placeCall', fault: { kind: 'never' }, times: 1 };
    expect(await put('/__faults', [rule])).toBe(200);

    const key = await alertOf(awake(), 'SNS-NEVER');
    const story = await storyWhen(laptop, key, ({ final }) => final);

    expect(story).toMatchObject({ outcome: 'uncertain' });
    const { body: asked } = await read('/__requests?system=telephony');
    const places = asked.filter(
      ({ answeredStatus }: { answeredStatus: unknown }) => answeredStatus === 'never',
    );
    expect(places).toHaveLength(1);
    expect(laptop.platform!.conversations().filter(({ data }) => data.sensorId === 'SNS-NEVER')).toHaveLength(
      1,
    );
    await put('/__search-lag', { seconds: 0 });
  });

  it('4: a lost answer is looked for, and found by what the call carries', async () => {
    const rule = { system: 'telephony', operation: 'placeCall', fault: { kind: 'reset-after' }, times: 1 };
    await put('/__faults', [rule]);

    const key = await alertOf(awake(), 'SNS-LOST');
    const story = await storyWhen(laptop, key, ({ final, outcome }) => final && outcome !== null);

    const { conversationId } = (await callOf('SNS-LOST'))!;
    expect(story).toMatchObject({ outcome: 'placed', conversationId });
  });

  it('7: an opt-out takes a waiting call back, and is on the list of the platform soon after', async () => {
    const customer = someone();
    const key = await alertOf(customer, 'SNS-OPT-OUT');
    await storyWhen(laptop, key, ({ outcome }) => outcome === 'placed');

    await sendSample('suppression', [/\+\d{8,15}/, customer.phoneNumber], [/CUST-9981/, customer.customerId]);

    expect(await storyWhen(laptop, key, ({ outcome }) => outcome === 'deferred')).toMatchObject({
      outcome: 'deferred',
      reason: 'withdrawn',
    });
    expect((await callOf('SNS-OPT-OUT'))?.state).toBe('disconnected');
    await eventually(async () => {
      const { body } = await read('/__do-not-call');
      return body.some(({ phoneNumber }: { phoneNumber: string }) => phoneNumber === customer.phoneNumber)
        ? true
        : undefined;
    }, PATIENCE_MS);
  });

  it('8: nobody is called while dialing is stopped', async () => {
    const before = laptop.platform!.conversations().length;
    await said(dialing, 'stop', '--reason', 'wrong script');
    const key = await alertOf(someone(), 'SNS-STOPPED');
    await storyWhen(laptop, key, ({ waitingFor }) => waitingFor === 'dialing_stopped');
    const meanwhile = laptop.platform!.conversations().length;

    await said(dialing, 'start', '--reason', 'mended');

    expect(await storyEnds(key)).toMatchObject({ outcome: 'placed' });
    expect([meanwhile, laptop.platform!.conversations().length]).toEqual([before, before + 1]);
  });

  it('9: a queue that waits too long is one ticket, and calm ends it', async () => {
    // Queues do not keep their order: two breaches that change places are one.
    await eventually(async () => {
      await sendSample('telephony-event');
      await new Promise((resolve) => setTimeout(resolve, 400));
      return (await read('/__tickets')).body[0];
    }, PATIENCE_MS);

    await sendSample('telephony-event', [/412\.5/, '20']);

    await eventually(async () => {
      await fire('TicketingEvents/Schedule');
      const [ticket, ...others] = (await read('/__tickets')).body;
      return others.length === 0 && ticket?.open === false ? true : undefined;
    }, PATIENCE_MS);
  });

  it('10: the end of a conversation is segments at the CRM', async () => {
    await sendSample('interaction-completed');

    const found = await eventually(
      async () => (await read('/__customers/CUST-9981')).body.segments,
      PATIENCE_MS,
    );

    expect(found).toBeDefined();
  });

  it('11: an agent looks at a contact, first live, then from the cache', async () => {
    const first = await read('/v1/contacts/CUST-9984?campaignId=renewals');
    const second = await read('/v1/contacts/CUST-9984?campaignId=renewals');

    expect([first.body.freshness, second.body.freshness]).toEqual([
      expect.stringMatching(/live|cached/),
      'cached',
    ]);
  });

  it('12: pushed contacts reach the lists of their tiers, and leave them when they are suppressed', async () => {
    const sample = JSON.parse(readFileSync(join(EVENTS, 'preview-contacts.json'), 'utf8'));
    const { preview: campaignId } = laptop.campaigns!;
    await sendSample('preview-contacts', [/"campaignId": "[^"]+"/, `"campaignId": "${campaignId}"`]);
    const stories = () =>
      Promise.all(
        sample.contacts.map(async ({ contactId }: { contactId: string }) => {
          const { body } = await read(`/v1/previews/${contactId}/${campaignId}`);
          return { contactId, ...body };
        }),
      );
    const seen = await eventually(async () => {
      const all = await stories();
      const isSettled = ({ outcome, reason }: { outcome?: string; reason?: string }) =>
        outcome === 'listed' || WAITING_FOR_THE_DAY.includes(reason ?? '');
      return all.every(isSettled) ? all : undefined;
    }, PATIENCE_MS);
    const listed = seen.filter(({ outcome }) => outcome === 'listed');
    const { body: contacts } = await read('/__contacts');
    const { phoneNumber } = sample.contacts.find(
      ({ contactId }: { contactId: string }) => contactId === listed[0].contactId,
    );

    await post(laptop, 'v1/suppressions', { phoneNumber, source: 'agent' });
    await fire('PreviewSchedule');

    expect(contacts).toHaveLength(listed.length);
    expect(
      new Set(contacts.map(({ contactListId }: { contactListId: string }) => contactListId)).size,
    ).toBeGreaterThan(1);
    await eventually(async () => {
      const { body } = await read('/__contacts');
      return body.some(({ callable }: { callable: boolean }) => !callable) ? true : undefined;
    }, PATIENCE_MS);
  });

  it('13: a campaign is given an alert to call about', async () => {
    const key = await sendSample(
      'sensor-alert',
      [/temp_critical/, 'battery_low'],
      [/CUST-9981/, someone().customerId],
      [/TEMP-SNS-4421/, 'SNS-BATTERY'],
    );

    const { outcome, reason } = await storyEnds(key);

    expect([outcome, reason]).toEqual(['placed', expect.anything()]);
    const { body } = await read('/__contacts');
    expect(body).toContainEqual(
      expect.objectContaining({ data: expect.objectContaining({ sensorId: 'SNS-BATTERY' }) }),
    );
  });

  it('14: the end of a campaign is a report that the bucket has confirmed', async () => {
    const { ended: id } = laptop.campaigns!;
    await sendSample('campaign-event', [/"campaignId": "[^"]+"/, `"campaignId": "${id}"`]);

    const shown = await eventually(async () => {
      const text = await said(report, id).catch(() => '');
      return text.includes('DELIVERED') || /queryable|accepted/.test(text) ? text : undefined;
    }, PATIENCE_MS);

    expect(shown).toContain(id);
  });

  it('asks of every vendor only what its contract knows, and is never throttled', () => {
    const asked = laptop.platform!.requests();
    const contract = readContract(laptop.cxone ? 'nice-cxone' : 'genesys-cloud');

    expect(asked.length).toBeGreaterThan(20);
    expect(asked.flatMap((request) => requestProblems(contract, request))).toEqual([]);
    expect(asked.filter(({ answeredStatus }) => answeredStatus === 429 || answeredStatus === 400)).toEqual(
      [],
    );
  });

  it('leaves no number that was called in a log, nor in the ledger', async () => {
    const stores = storesOf(laptop.system, laptop.workDirectory);
    const called = laptop.platform!.conversations().map(({ phoneNumber }) => phoneNumber.slice(-10));
    const items = await stores.items('Ledger/Table');
    const logs = stores.logs().map(({ text }) => text);
    stores.close();

    const written = [...logs, JSON.stringify(items)].join('\n');
    expect(called.length).toBeGreaterThan(3);
    expect(logs.join('').length).toBeGreaterThan(10_000);
    expect(items.length).toBeGreaterThan(10);
    expect(called.filter((number) => written.includes(number))).toEqual([]);
    expect(logs.filter((text) => /Parameters=|phoneNumber=|toAddress=/.test(text))).toEqual([]);
  });
});
