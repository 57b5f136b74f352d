import { describe, expect, it } from '@jest/globals';
import { completedIds } from '../../local/batch-outcome.ts';
import { bodyValidation } from '../../local/door/body-validation.ts';
import { formMessage } from '../../local/door/form-message.ts';
import { matchPath } from '../../local/door/routes.ts';
import { quotaCounter, throttle } from '../../local/door/throttle.ts';
import { dynamoTouches } from '../../local/dynamo-touches.ts';
import { checkPattern, matchesPattern } from '../../local/event-pattern.ts';
import { s3Touch } from '../../local/s3-touch.ts';
import { ratePeriodMs } from '../../local/schedule.ts';

describe('the wording of a refused body', () => {
  it.each([
    [{ minimum: 1 }, '0', 'numeric instance is lower than the required minimum (minimum: 1, found: 0)'],
    [{ maximum: 10 }, '11', 'numeric instance is greater than the required maximum (maximum: 10, found: 11)'],
    [
      { minimum: 1, exclusiveMinimum: true },
      '1',
      'numeric instance is not strictly greater than the required minimum 1',
    ],
    [
      { additionalProperties: false },
      '{"b":1,"a":1}',
      'object instance has properties which are not allowed by the schema: ["a","b"]',
    ],
    [{ uniqueItems: true }, '[1,1]', 'array must not contain duplicate elements'],
    [{ minItems: 1 }, '[]', 'array is too short: must have at least 1 elements but instance has 0 elements'],
    [
      { anyOf: [{ type: 'string' }, { type: 'object', required: ['a'] }] },
      '{}',
      'instance failed to match at least one required schema among 2',
    ],
    [
      { oneOf: [{ type: 'string' }] },
      '1',
      'instance failed to match exactly one schema (matched 0 out of 1)',
    ],
    [{ maxLength: 1 }, '"😀é"', 'string "😀é" is too long (length: 2, maximum allowed: 1)'],
    [{ multipleOf: 2 }, '3', 'remainder of division is not zero (3 / 2)'],
  ])('for %j names what is wrong with %s', (schema, body, text) => {
    expect(bodyValidation(schema)(body)).toBe(`[${text}]`);
  });

  it('says nothing about the inside of a value once something outside has failed', () => {
    const schema = { required: ['a'], properties: { b: { properties: { c: { type: 'string' } } } } };

    expect(bodyValidation(schema)('{"b":{"c":1}}')).toBe('[object has missing required properties (["a"])]');
  });

  it('refuses schemas whose failures it could not word', () => {
    expect(() => bodyValidation({ allOf: [{}] })).toThrow('schema keyword allOf is not supported locally');
    expect(() => bodyValidation({ properties: { x: { $ref: '#/a' } } })).toThrow('schema keyword $ref');
  });
});

describe('what a function says about its batch', () => {
  it.each([
    [null, ['a', 'b']],
    [{}, ['a', 'b']],
    [{ batchItemFailures: [] }, ['a', 'b']],
    [{ batchItemFailures: null }, ['a', 'b']],
    [{ batchItemFailures: [{ itemIdentifier: 'a' }] }, ['b']],
    [{ batchItemFailures: [{ itemIdentifier: '' }] }, []],
    [{ batchItemFailures: [{ itemIdentifier: 'other' }] }, []],
    [{ batchItemFailures: [{ id: 'a' }] }, []],
    [{ batchItemFailures: 'a' }, []],
    ['text', []],
  ])('%j leaves %j done', (answer, done) => {
    expect(completedIds(['a', 'b'], answer)).toEqual(done);
  });
});

describe('a route', () => {
  const resources = ['/', '/v1/{id}', '/v1/latest', '/v1/{id}/notes', '/v1/{rest+}'].map((path) => ({
    path,
    methods: new Map(),
  }));

  it.each([
    ['/', '/', {}],
    ['/v1/latest', '/v1/latest', {}],
    ['/v1/latest/', '/v1/latest', {}],
    ['/v1/a%20b', '/v1/{id}', { id: 'a b' }],
    ['/v1/a/notes', '/v1/{id}/notes', { id: 'a' }],
    ['/v1/a/b/c', '/v1/{rest+}', { rest: 'a/b/c' }],
  ])('%s leads to %s', (path, template, parameters) => {
    expect(matchPath(resources, path)).toMatchObject({ resource: { path: template }, parameters });
  });

  it('leads nowhere when nothing is mounted', () => {
    expect(matchPath(resources, '/v2')).toBeUndefined();
  });
});

describe('limits', () => {
  it('lets a burst through and then one request per refill', () => {
    const bucket = throttle({ perSecond: 2, burst: 2 });

    expect([0, 0, 0, 499, 500, 500].map((nowMs) => bucket.admit(nowMs))).toEqual([
      true,
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  it('counts a quota anew in every period', () => {
    const counter = quotaCounter({ limit: 2, period: 'DAY' }, 1);

    const admitted = ['2026-01-01T10:00:00Z', '2026-01-01T11:00:00Z', '2026-01-02T00:00:00Z'].map((instant) =>
      counter.admit(new Date(instant)),
    );

    expect(admitted).toEqual([true, false, true]);
  });
});

describe('an SQS form', () => {
  it('becomes a message with its attributes', () => {
    const attribute = 'MessageAttribute.1.Name=a&MessageAttribute.1.Value.StringValue=b%2Bc';
    const form = `Action=SendMessage&MessageBody=x+y%26z&${attribute}&MessageAttribute.1.Value.DataType=String`;

    expect(formMessage(form, 'url')).toEqual({
      kind: 'send',
      content: {
        QueueUrl: 'url',
        MessageBody: 'x y&z',
        MessageAttributes: { a: { DataType: 'String', StringValue: 'b+c' } },
      },
    });
  });

  it.each([
    ['Action=PurgeQueue', 'InvalidAction'],
    [
      'Action=SendMessage&MessageAttribute.1.Name=a&MessageAttribute.1.Value.StringValue=',
      'InvalidParameterValue',
    ],
  ])('is refused for %s', (form, code) => {
    expect(formMessage(form, 'url')).toMatchObject({ kind: 'invalid', code });
  });
});

describe('an event pattern', () => {
  const event = { source: 'genesys', 'detail-type': 'v2.x', detail: { tags: ['a', 'b'], id: 1 } };

  it.each([
    [{ source: ['genesys', 'other'] }, true],
    [{ source: ['other'] }, false],
    [{ 'detail-type': [{ prefix: 'v2.' }] }, true],
    [{ 'detail-type': [{ suffix: '.x' }] }, true],
    [{ 'detail-type': [{ suffix: '.y' }] }, false],
    [{ detail: { tags: ['b'], id: [1] } }, true],
    [{ detail: { id: ['1'] } }, false],
    [{ detail: { gone: [{ exists: false }] } }, true],
    [{ source: [{ 'anything-but': ['genesys'] }] }, false],
  ])('%j matches: %p', (pattern, matches) => {
    expect(matchesPattern(event, pattern)).toBe(matches);
  });

  it('is refused when it uses another operator', () => {
    expect(() => checkPattern({ detail: { a: [{ wildcard: '*' }] } })).toThrow(/event pattern detail\.a/);
  });
});

describe('the record of a call', () => {
  const keyOf = (table: string, index: string | undefined) => (index === undefined ? `${table}Key` : 'shard');

  it('names every table of a DynamoDB batch with its keys', () => {
    const body = {
      RequestItems: {
        t: [{ PutRequest: { Item: { tKey: { S: 'a' } } } }, { DeleteRequest: { Key: { tKey: { N: '2' } } } }],
        u: { Keys: [{ uKey: { S: 'c' } }] },
      },
    };

    expect(dynamoTouches('BatchWriteItem', body, keyOf)).toEqual([
      { action: 'BatchWriteItem', resource: 't', leadingKeys: ['a', '2'] },
      { action: 'BatchWriteItem', resource: 'u', leadingKeys: ['c'] },
    ]);
  });

  it('has no keys for a scan', () => {
    expect(dynamoTouches('Scan', { TableName: 't' }, keyOf)).toEqual([
      { action: 'Scan', resource: 't', leadingKeys: [] },
    ]);
  });

  it.each([
    ['GET', '/b/a%20b?x-id=GetObject', 'GetObject', 'b/a b'],
    ['GET', '/b/?list-type=2', 'ListObjectsV2', 'b'],
    ['POST', '/b/k?uploads', 'CreateMultipartUpload', 'b/k'],
    ['PUT', '/b/k?partNumber=1&uploadId=u', 'UploadPart', 'b/k'],
    ['HEAD', '/b', 'HeadBucket', 'b'],
  ])('reads %s %s as %s', (method, path, action, resource) => {
    expect(s3Touch({ method, path, headers: {}, body: Buffer.alloc(0) })).toEqual({
      action,
      resource,
      leadingKeys: [],
    });
  });
});

describe('a schedule', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(2 hours)', 7_200_000],
    ['rate(1 day)', 86_400_000],
  ])('%s repeats every %d ms', (expression, periodMs) => {
    expect(ratePeriodMs(expression)).toBe(periodMs);
  });
});
