import { beforeEach, describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { TransientError } from '../../functions/errors.ts';
import { apiRead } from '../../functions/runtime/api-read.ts';
import { apiRedirect } from '../../functions/runtime/api-redirect.ts';
import { eachWithin } from '../../functions/runtime/batch.ts';
import { jsonVariable, numberVariable, readEnv } from '../../functions/runtime/env.ts';
import { scheduled } from '../../functions/runtime/scheduled.ts';
import { capturedLog, lambdaContext } from '../support/fake-lambda.ts';

const log = capturedLog();
beforeEach(() => {
  log.length = 0;
});

const asking = (key: string | undefined): APIGatewayProxyEvent => ({
  body: null,
  headers: {},
  multiValueHeaders: {},
  httpMethod: 'GET',
  isBase64Encoded: false,
  path: '/',
  pathParameters: key === undefined ? null : { key },
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  stageVariables: null,
  requestContext: { requestId: 'request-1' } as APIGatewayProxyEvent['requestContext'],
  resource: '/',
});

describe('a read', () => {
  const read = (found: () => Promise<object | undefined>) =>
    apiRead({ name: 'story', parameter: 'key', read: found });

  it('answers what there is, never to be kept by anybody in between', async () => {
    const answer = await read(async () => ({ state: 'PLACED' }))(asking('alert-1'), lambdaContext());

    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: '{"state":"PLACED"}',
    });
  });

  it.each<[string, string | undefined, () => Promise<object | undefined>, number]>([
    ['there is nothing', 'alert-1', async () => undefined, 404],
    ['the key is no id', 'a/b', async () => ({}), 400],
    ['the key is missing', undefined, async () => ({}), 400],
    ['a store is down', 'alert-1', () => Promise.reject(new TransientError('down', 'later')), 503],
    ['a defect shows', 'alert-1', () => Promise.reject(new Error('secret +12025550111')), 500],
  ])('when %s answers with a problem', async (_, key, found, status) => {
    const answer = await read(found)(asking(key), lambdaContext());

    expect(answer.statusCode).toBe(status);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json' });
    expect(JSON.parse(answer.body)).toMatchObject({ type: 'about:blank', status, title: expect.any(String) });
    expect(`${answer.body}${log.join('')}`).not.toContain('2025550111');
  });
});

describe('the address of the API that was asked', () => {
  const addressOf = async (event: Partial<APIGatewayProxyEvent>, path: string, domainName: string) => {
    const below = { pop: async (_key: string, _others: object, here: () => string) => ({ here: here() }) };
    const read = apiRead({ name: 'contact', parameter: 'key', read: async () => undefined, below });
    const requestContext = {
      requestId: 'request-1',
      path,
      domainName,
    } as APIGatewayProxyEvent['requestContext'];
    const resource = '/v1/contacts/{key}/pop';
    const answer = await read({ ...asking('v1'), resource, ...event, requestContext }, lambdaContext());
    return JSON.parse(answer.body).here;
  };

  it.each([
    ['names the stage', '/prod/v1/contacts/v1/pop', 'abc.execute-api.us-east-1.amazonaws.com', '/prod'],
    ['names no stage behind a domain', '/v1/contacts/v1/pop', 'reads.example.com', ''],
    ['names what a domain maps it to', '/cc/v1/contacts/v1/pop', 'reads.example.com', '/cc'],
  ])('%s', async (_, path, host, before) => {
    expect(await addressOf({}, path, host)).toBe(`https://${host}${before}`);
  });

  it('is as it was asked', async () => {
    const headers = { 'X-Forwarded-Proto': 'http' };

    expect(await addressOf({ headers }, '/v1/contacts/v1/pop', '127.0.0.1:3000')).toBe(
      'http://127.0.0.1:3000',
    );
  });
});

describe('a redirect', () => {
  const opened = (key: string | undefined, find: () => Promise<string | undefined>) =>
    apiRedirect({ name: 'pop', parameter: 'key', find })(asking(key), lambdaContext());

  it('sends the browser on; nobody keeps it, and the page does not learn where the browser comes from', async () => {
    expect(await opened('pop-1', async () => 'https://crm.example.com/ui')).toEqual({
      statusCode: 302,
      headers: {
        location: 'https://crm.example.com/ui',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      },
      body: '',
    });
  });

  it.each<[string, string | undefined, () => Promise<string | undefined>, number]>([
    ['there is nothing', 'pop-1', async () => undefined, 404],
    ['the key is no id', 'a/b', async () => 'https://crm.example.com', 400],
    ['the key is missing', undefined, async () => 'https://crm.example.com', 400],
    ['a store is down', 'pop-1', () => Promise.reject(new TransientError('down', 'later')), 503],
  ])('when %s answers with a problem', async (_, key, find, statusCode) => {
    expect(await opened(key, find)).toMatchObject({
      statusCode,
      headers: { 'content-type': 'application/problem+json' },
    });
  });
});

describe('scheduled work', () => {
  it('counts what ended and what failed, and is told its time', async () => {
    const told: number[] = [];
    const sweep = scheduled({
      name: 'recovery',
      sweep: async (remainingMs) => {
        told.push(remainingMs());
        return [
          { outcome: 'resumed', key: 'a' },
          { key: 'b', error: new Error('secret') },
        ];
      },
    });

    const answer = await sweep({} as Parameters<typeof sweep>[0], lambdaContext(777));

    expect(answer).toEqual({ ended: 1, failed: 1 });
    expect(told).toEqual([777]);
    expect(log.join('')).not.toContain('secret');
  });
});

describe('what scheduled work counts', () => {
  const counting = (gauges: () => Promise<Record<string, number>>) =>
    scheduled({ name: 'recovery', sweep: async () => [{ outcome: 'resumed', key: 'a' }], gauges });
  const run = (work: ReturnType<typeof counting>) =>
    work({} as Parameters<typeof work>[0], lambdaContext(777));

  it('is counted after the work is done', async () => {
    const order: string[] = [];
    const work = scheduled({
      name: 'recovery',
      sweep: async () => {
        order.push('sweep');
        return [];
      },
      gauges: async () => {
        order.push('gauges');
        return { Unaccounted: 3 };
      },
    });

    await work({} as Parameters<typeof work>[0], lambdaContext(777));

    expect(order).toEqual(['sweep', 'gauges']);
  });

  it('does not make the work look undone when the count fails', async () => {
    const answer = await run(counting(() => Promise.reject(new Error('secret'))));

    expect(answer).toEqual({ ended: 1, failed: 0 });
    expect(log.join('')).toContain('"outcome": "failed"');
    expect(log.join('')).not.toContain('secret');
  });
});

describe('eachWithin', () => {
  it('keeps the order of results, whatever ends first', async () => {
    const results = await eachWithin(3, [30, 10, 20, 0], async (turns) => {
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      return turns;
    });

    expect(results).toEqual([30, 10, 20, 0]);
  });

  it('of nothing is nothing', async () => {
    expect(await eachWithin(3, [], async () => 1)).toEqual([]);
  });
});

describe('the environment', () => {
  const Env = z.object({
    TABLE: z.string(),
    MINUTES: numberVariable,
    RULES: jsonVariable(z.array(z.string())),
  });
  const set = (values: Record<string, string>): void => void Object.assign(process.env, values);

  it('is parsed once, JSON and numbers too', () => {
    set({ TABLE: 'ledger', MINUTES: '240', RULES: '["a"]' });

    expect(readEnv(Env)).toEqual({ TABLE: 'ledger', MINUTES: 240, RULES: ['a'] });
  });

  it.each(['', '-1', '1.5', 'four', '1e3'])('refuses %j for a number, and names the variable', (MINUTES) => {
    set({ TABLE: 'ledger', MINUTES, RULES: '[]' });

    expect(() => readEnv(Env)).toThrow(/^environment: MINUTES/);
  });

  it('that holds broken JSON stops the function', () => {
    set({ TABLE: 'ledger', MINUTES: '1', RULES: '[' });

    expect(() => readEnv(Env)).toThrow();
  });
});
