import { beforeEach, describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { TransientError } from '../../functions/errors.ts';
import { apiRead } from '../../functions/runtime/api-read.ts';
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
