import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { wallClock } from '../../functions/compliance/wall-clock.ts';
import type { AlertStory } from '../../functions/story/alert-story.ts';
import { byLocalTime } from '../../local/seed.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { requestProblems } from '../support/contract.ts';
import { HEADERS, postAlert, SHORT_TIMES, storyOf, storyWhen } from './alerts.ts';
import { finished, trunkline } from './command.ts';
import { eventually } from './local-app.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

const MINUTE_MS = 60_000;
jest.setTimeout(180_000);

let laptop: TestLaptop;
let serial = 0;

beforeAll(async () => {
  laptop = await testLaptop([
    { path: 'dialing.protocol', value: SHORT_TIMES },
    // No call later than 20 s before the hours end.
    { path: 'dialing.closingMarginSeconds', value: 20 },
  ]);
}, 300_000);

afterEach(() => laptop.genesys!.setFaults([]));

afterAll(() => laptop?.stop());

/** Somebody whom it is day for. */
function someone() {
  serial += 1;
  const customer = {
    customerId: `CUST-OO-${serial}`,
    phoneNumber: `+12025550${100 + serial}`,
    timeZone: byLocalTime(new Date(), laptop.stage.dialing.window).day[0]!.timeZone!,
    doNotDisturb: false,
  };
  laptop.crm!.putCustomer(customer);
  return customer;
}

async function alertAbout({ customerId }: { customerId: string }, aheadMs = 0): Promise<string> {
  const idempotencyKey = `opt-out-${++serial}`;
  const posted = await postAlert(laptop, {
    idempotencyKey,
    sensorId: `SNS-${customerId}`,
    customerId,
    timestamp: new Date(Date.now() + aheadMs).toISOString(),
  });
  expect(posted).toBe(202);
  return idempotencyKey;
}

/** How long until the clock shows a time in a zone, more than the minute it takes to get there. */
function untilMs(time: string, zone: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  const seconds = hours! * 3600 + minutes! * 60 - wallClock(new Date(), zone).secondOfDay;
  return (seconds > 60 ? seconds : seconds + 86_400) * 1000;
}

const until = (key: string, wanted: (story: AlertStory) => boolean): Promise<AlertStory> =>
  storyWhen(laptop, key, wanted);

const optOut = (method: 'POST' | 'DELETE', body: object, headers: Record<string, string> = HEADERS) =>
  fetch(`${laptop.system.url}/v1/suppressions`, { method, headers, body: JSON.stringify(body) });

const logs = () =>
  readdirSync(laptop.workDirectory)
    .filter((name) => name.endsWith('.log'))
    .map((name) => readFileSync(join(laptop.workDirectory, name), 'utf8'));

const calledNumbers = () => laptop.genesys!.conversations().flatMap(({ command }) => command.callbackNumbers);

describe('the suppressions door', () => {
  it("puts a number on the platform's list, as the contract says, and takes it off", async () => {
    const { phoneNumber } = someone();
    const listed = () => laptop.genesys!.doNotCall().some((entry) => entry.phoneNumber === phoneNumber);

    await optOut('POST', { phoneNumber, source: 'agent' });
    await eventually(() => listed() || undefined);
    await optOut('DELETE', { phoneNumber, source: 'agent' });
    await eventually(() => !listed() || undefined);

    const contract = readContract('genesys-cloud');
    const requests = laptop.genesys!.requests().filter(({ path }) => path.includes('/dnclists/'));
    expect(requests.length).toBeGreaterThanOrEqual(2);
    expect(requests.flatMap((request) => requestProblems(contract, request))).toEqual([]);
  });

  it('answers while the platform is down; its list follows when it is back', async () => {
    const { phoneNumber } = someone();
    await laptop.genesys!.pause();

    const answer = await optOut('POST', { phoneNumber, source: 'agent' });
    expect(answer.status).toBe(200);
    await eventually(
      () => logs().some((text) => text.includes('"service":"control","outcome":"failed"')) || undefined,
    );

    await laptop.genesys!.resume();
    await eventually(
      () => laptop.genesys!.doNotCall().some((entry) => entry.phoneNumber === phoneNumber) || undefined,
      40_000,
    );
  });

  it.each<[string, unknown, RegExp]>([
    ['a national number', { phoneNumber: '202 555 0123', source: 'agent' }, /^phoneNumber: must be E\.164/],
    ['nobody', { source: 'agent' }, /^phoneNumber: name a phoneNumber, a customerId, or both/],
    ['no source', { customerId: 'CUST-1' }, /^source: /],
    [
      'an end in the past',
      { customerId: 'C', source: 'a', expiresAt: '2020-01-01T00:00:00Z' },
      /^expiresAt: /,
    ],
  ])('refuses %s, naming the field', async (_, body, detail) => {
    const answer = await optOut('POST', body as object);

    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({
      title: 'Bad Request',
      detail: expect.stringMatching(detail),
    });
  });

  it.each(['not JSON', '[]', '"text"'])('refuses %s', async (body) => {
    const answer = await fetch(`${laptop.system.url}/v1/suppressions`, {
      method: 'POST',
      headers: HEADERS,
      body,
    });

    expect(answer.status).toBe(400);
  });

  it('is closed without a key', async () => {
    const answer = await optOut('POST', { phoneNumber: '+12025550199', source: 'agent' }, {});

    expect(answer.status).toBe(403);
  });

  it('leaves no number behind but in the contacts: not in a log, not in a message, not in the ledger', async () => {
    const { phoneNumber } = someone();
    await optOut('POST', { phoneNumber, source: 'agent', reason: `call ${phoneNumber} no more` });
    await eventually(
      () => laptop.genesys!.doNotCall().some((entry) => entry.phoneNumber === phoneNumber) || undefined,
    );

    const digits = phoneNumber.slice(1);
    expect(logs().length).toBeGreaterThan(5);
    expect(logs().filter((text) => text.includes(digits))).toEqual([]);
    const elsewhere = laptop.system
      .engineCalls()
      .filter(({ service, resource }) => service !== 'dynamodb' || !resource.includes('Contacts'));
    expect(JSON.stringify(elsewhere)).not.toContain(digits);
  });
});

describe('a call on real bundles', () => {
  const throttled = {
    system: 'genesys',
    operation: 'placeCallback',
    fault: { kind: 'rate-limit', retryAfterSeconds: 4 },
    times: 1,
  } as const;

  it('is stopped by a suppression that is posted while its alert waits', async () => {
    const customer = someone();
    laptop.genesys!.setFaults([throttled]);
    const key = await alertAbout(customer);
    await until(key, ({ waitingFor }) => waitingFor === 'genesys_throttled');

    const answer = await optOut('POST', { phoneNumber: customer.phoneNumber, source: 'agent' });

    expect(answer.status).toBe(200);
    expect(await until(key, ({ final }) => final)).toMatchObject({
      outcome: 'deferred',
      reason: 'suppressed',
      decision: { asked: { suppressed: { scope: 'all', at: expect.any(String) } } },
    });
    expect(calledNumbers()).not.toContain(customer.phoneNumber);
  });

  it('goes out again once the suppression is lifted', async () => {
    const { customerId, ...customer } = someone();
    const time = new Date(Date.now() - MINUTE_MS).toISOString();
    await optOut('POST', { customerId, source: 'web-form', time });

    const lifted = await optOut('DELETE', { customerId, source: 'web-form' });

    expect(await lifted.json()).toEqual({ suppressions: [], consents: [] });
    const key = await alertAbout({ customerId });
    expect(await until(key, ({ outcome }) => outcome !== null)).toMatchObject({ outcome: 'placed' });
    expect(calledNumbers()).toContain(customer.phoneNumber);
  });

  it('is explained, exported and replayed from the command line', async () => {
    const { phoneNumber, customerId } = someone();
    await optOut('POST', { phoneNumber, source: 'agent' });
    const key = await alertAbout({ customerId });
    await until(key, ({ final }) => final);
    const type = (...args: string[]) =>
      finished(trunkline([...args, '--url', laptop.system.url], { cwd: laptop.workDirectory }));

    const explained = await type('explain', key);
    const all = await type('trace', '--all', '--json');
    const both = await type('trace', key, 'nobody', '--json');

    expect(explained.code).toBe(0);
    expect(explained.output).toContain(`${key}: deferred: suppressed`);
    expect(explained.output).toMatch(/opted out of all \d+ seconds before, for good/);
    expect(explained.output).not.toContain(phoneNumber);
    const stories = all.output.trim().split('\n');
    expect(stories.map((line) => JSON.parse(line))).toContainEqual(await storyOf(laptop, key));
    expect(both).toMatchObject({ code: 1, errors: 'no alert nobody has been admitted\n' });
    expect(JSON.parse(both.output)).toEqual(await storyOf(laptop, key));
    writeFileSync(join(laptop.workDirectory, 'stories.jsonl'), all.output);
    const replayed = ['what-if', '--set', 'dialing.closingMarginSeconds=20', '--from', 'stories.jsonl'];
    const unchanged = await finished(
      trunkline([...replayed, '--set', `dialing.protocol=${JSON.stringify(SHORT_TIMES)}`], {
        cwd: laptop.workDirectory,
      }),
    );
    expect(unchanged).toMatchObject({ code: 0, output: expect.stringContaining('decisions replayed') });
    expect(await type('explain', 'nobody')).toMatchObject({ code: 1 });
  });

  // The last one: from here on the clocks of the functions are ahead, and nothing may set them back.
  it('queued at 19:58 and dequeued at 20:03 is not placed', async () => {
    const customer = someone();
    laptop.genesys!.setFaults([throttled]);
    const aheadMs = untilMs('19:58', customer.timeZone);
    laptop.system.shiftClocks(aheadMs);
    const key = await alertAbout(customer, aheadMs);
    const queued = await until(key, ({ waitingFor }) => waitingFor === 'genesys_throttled');
    expect(queued).toMatchObject({ outcome: null, decision: { reason: 'allowed' } });

    laptop.system.shiftClocks(aheadMs + 5 * MINUTE_MS);

    expect(await until(key, ({ final }) => final)).toMatchObject({
      outcome: 'deferred',
      reason: 'outside_window',
      decision: { reason: 'outside_window', zones: [customer.timeZone] },
    });
    expect(calledNumbers()).not.toContain(customer.phoneNumber);
  });
});
