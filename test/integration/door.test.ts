import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AlertStory } from '../../functions/story/alert-story.ts';
import { sensorAlert } from '../support/builders.ts';
import { eventually } from './local-app.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

/** Enough for the tests before it, little enough to use up. */
const BURST = 60;

let laptop: TestLaptop;

beforeAll(async () => {
  laptop = await testLaptop([
    { path: 'doors.throttle', value: { ratePerSecond: 5, burst: BURST } },
    { path: 'dialing.armed', value: false },
  ]);
}, 300_000);

afterAll(() => laptop?.stop());

const KEY = { 'x-api-key': 'local' };
const JSON_BODY = { ...KEY, 'content-type': 'application/json' };

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function ask(path: string, init: RequestInit): Promise<Answer> {
  const answer = await fetch(`${laptop.system.url}${path}`, init);
  const { status, headers } = answer;
  const body: unknown = JSON.parse(await answer.text());
  return { status, type: headers.get('content-type'), headers, body: Object(body) };
}

const post = (body: string, headers: Record<string, string> = JSON_BODY, path = '/v1/alerts') =>
  ask(path, { method: 'POST', headers, body });
const get = (path: string, headers: Record<string, string> = KEY) => ask(path, { headers });

/** An alert of a customer nobody may call, under a fresh key. */
const alert = (key: string, changes: object = {}) =>
  JSON.stringify({
    ...sensorAlert({ idempotencyKey: key, sensorId: `SNS-${key}`, customerId: 'CUST-9985' }),
    timestamp: new Date().toISOString(),
    ...changes,
  });

/** A problem as RFC 9457 shapes it, with nothing else in it; reads have no edge id to name. */
function expectProblem(answer: Answer, status: number, detail: string | RegExp): void {
  const { requestId = '', ...problem } = answer.body;
  expect(answer.type).toBe('application/problem+json');
  expect(problem).toEqual({
    type: 'about:blank',
    title: expect.stringMatching(/^[A-Z][A-Za-z ]+$/),
    status,
    detail: expect.stringMatching(detail),
  });
  expect(answer.status).toBe(status);
  expect(requestId).toEqual(expect.any(String));
}

describe('a door', () => {
  it.each(['/v1/alerts', '/v1/iot/alerts'])('%s accepts an alert and says under which id', async (path) => {
    const answer = await post(alert(`accepted-${path.length}`), JSON_BODY, path);

    expect(answer.status).toBe(202);
    expect(answer.type).toBe('application/json');
    expect(answer.body).toEqual({ status: 'accepted', requestId: answer.headers.get('x-amz-apigw-id') });
  });

  it('takes JSON with a character set, and JSON that does not say what it is', async () => {
    const charset = { ...KEY, 'content-type': 'application/json; charset=utf-8' };
    const silent = new Blob([alert('silent')]);

    expect(await post(alert('charset'), charset)).toMatchObject({ status: 202 });
    expect(await ask('/v1/alerts', { method: 'POST', headers: KEY, body: silent })).toMatchObject({
      status: 202,
    });
  });

  it('names the fields that are missing', async () => {
    const { customerId: _a, timestamp: _b, ...rest } = sensorAlert();

    expectProblem(
      await post(JSON.stringify(rest)),
      400,
      /required properties \(\["customerId","timestamp"\]\)/,
    );
  });

  it.each([
    ['an empty body', '', /required properties \(\["alertType"/],
    ['no JSON', '{"idempotencyKey":', /Could not parse/],
    ['JSON that is no alert', '"alert"', /instance type \(string\)/],
    ['an empty array', '[]', /too short/],
    ['eleven alerts', JSON.stringify(Array.from({ length: 11 }, () => sensorAlert())), /too long/],
    ['a quote in an id', alert('quote', { sensorId: 'O"Brien' }), /does not match input string/],
  ])('refuses %s', async (_what, body, detail) => {
    expectProblem(await post(body), 400, detail);
  });

  it.each([
    ['no key', { 'content-type': 'application/json' }],
    ['a wrong key', { 'content-type': 'application/json', 'x-api-key': 'LOCAL' }],
  ])('refuses %s', async (_what, headers) => {
    expectProblem(await post(alert('keyless'), headers), 403, 'x-api-key is missing or wrong');
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/cbor'])(
    'refuses %s',
    async (type) => {
      expectProblem(
        await post(alert('typed'), { ...KEY, 'content-type': type }),
        415,
        'send application/json',
      );
    },
  );

  it('refuses more than a queue can hold, by the answer of the queue', async () => {
    const big = alert('big', { note: 'x'.repeat(1024 * 1024) });

    expectProblem(await post(big), 413, 'too large for the queue, or a character it cannot hold');
  });

  it('refuses more than the gateway can hold', async () => {
    const huge = alert('huge', { note: 'x'.repeat(10 * 1024 * 1024) });

    expectProblem(await post(huge), 413, 'the body is larger than 10 MB');
  });

  it.each([
    ['POST', '/v1/nothing'],
    ['POST', '/'],
    ['GET', '/v1/iot/alerts'],
    ['DELETE', '/v1/alerts'],
  ])('there is none for %s %s', async (method, path) => {
    expectProblem(await ask(path, { method, headers: JSON_BODY }), 403, 'no such door');
  });
});

describe('a read', () => {
  it('has no story before the alert is admitted', async () => {
    expectProblem(await get('/v1/alerts/never-sent'), 404, 'no such story');
  });

  it('has no telemetry that was never kept', async () => {
    expectProblem(await get('/v1/telemetry/nothing'), 404, 'no such telemetry');
  });

  it.each([
    ['a key with a space', '/v1/alerts/two%20words', 'idempotencyKey is not an id'],
    ['a key of 129 characters', `/v1/alerts/${'k'.repeat(129)}`, 'idempotencyKey is not an id'],
    ['a reference that climbs', '/v1/telemetry/..%2F..%2Fquarantine', 'reference is not an id'],
  ])('refuses %s', async (_what, path, detail) => {
    expectProblem(await get(path), 400, detail);
  });

  it.each(['/v1/alerts/any', '/v1/telemetry/any'])('of %s wants the key', async (path) => {
    expectProblem(await get(path, {}), 403, 'x-api-key is missing or wrong');
  });

  it('gives the telemetry as it was sent, with quotes, accents, emoji and depth', async () => {
    const telemetryData = {
      currentValue: 89.5,
      threshold: -0.25,
      unit: '°C',
      note: 'O\'Brien\'s "cold" cellar & café <b>50%</b> + ü = \\n \u2028 🌡️👩🏽‍🔧',
      'a key with spaces & 🔑': [null, true, { deep: [[1e-7]] }],
    };

    expect(await post(alert('as-sent', { telemetryData }))).toMatchObject({ status: 202 });
    const reference = await eventually(async () => {
      const { status, body } = await get('/v1/alerts/as-sent');
      return status === 200 ? (Object(body) as AlertStory).telemetryRef : undefined;
    });

    expect(await get(`/v1/telemetry/${reference}`)).toMatchObject({
      status: 200,
      type: 'application/json',
      body: { telemetryData },
    });
  });
});

describe('a sender who is too quick', () => {
  it('is told when to come back', async () => {
    const answers = await Promise.all(Array.from({ length: BURST + 40 }, () => post('{}')));
    const refused = answers.filter(({ status }) => status === 429);

    expect(refused.length).toBeGreaterThan(0);
    expectProblem(refused[0]!, 429, 'slow down');
    expect(refused[0]!.headers.get('retry-after')).toBe('1');
  });
});
