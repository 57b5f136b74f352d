import { beforeEach, describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { RejectedError, TransientError } from '../../functions/errors.ts';
import { Suppression } from '../../functions/messages/suppression.ts';
import { apiWrite } from '../../functions/runtime/api-write.ts';
import { capturedLog, lambdaContext } from '../support/fake-lambda.ts';

const log = capturedLog();
beforeEach(() => {
  log.length = 0;
});

const BODY = JSON.stringify({ phoneNumber: '+12025550111', source: 'agent' });

const sending = (body: string | null, fields: Partial<APIGatewayProxyEvent> = {}): APIGatewayProxyEvent => ({
  body,
  headers: {},
  multiValueHeaders: {},
  httpMethod: 'POST',
  isBase64Encoded: false,
  path: '/',
  pathParameters: null,
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  stageVariables: null,
  requestContext: { requestId: 'request-1' } as APIGatewayProxyEvent['requestContext'],
  resource: '/',
  ...fields,
});

function answer(event: APIGatewayProxyEvent, work: () => Promise<object> = async () => ({ done: true })) {
  const write = apiWrite({
    name: 'suppressions',
    message: Suppression,
    methods: { POST: work, DELETE: async () => ({ lifted: true }) },
  });
  return write(event, lambdaContext());
}

describe('a write', () => {
  it('answers with what its method says', async () => {
    expect(await answer(sending(BODY))).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: '{"done":true}',
    });
    expect(await answer(sending(BODY, { httpMethod: 'DELETE' }))).toMatchObject({ body: '{"lifted":true}' });
  });

  it('reads a body that the gateway has encoded', async () => {
    const body = Buffer.from(BODY).toString('base64');

    expect(await answer(sending(body, { isBase64Encoded: true }))).toMatchObject({ statusCode: 200 });
  });

  it.each([
    ['no body', null, /^malformed: the whole|^malformed: not JSON/],
    ['no JSON', 'call +12025550111', /^malformed: not JSON/],
    ['a list', '[]', /^the whole: is missing or of the wrong type$/],
    ['a name twice', '{"source":"agent","source":"agent"}', /^malformed: source/],
    ['no subject', '{"source":"agent"}', /^phoneNumber: name a phoneNumber, a customerId, or both$/],
    ['no source', '{"phoneNumber":"+12025550111"}', /^source: is missing or of the wrong type$/],
    ['a national number', '{"phoneNumber":"2025550111","source":"agent"}', /^phoneNumber: must be E\.164/],
    [
      'two wrong fields',
      '{"customerId":"a b","scope":"marketing","source":"agent"}',
      /^customerId: must be 1 to 128 of .*; scope: must be all, purpose:<purpose> or alertType:<alert type>$/,
    ],
    [
      'an instant without offset',
      `{"customerId":"c","source":"a","time":"2025-11-18T15:00:00"}`,
      /^time: must be ISO 8601/,
    ],
  ])('refuses %s with 400, naming the field and not what stood there', async (_, body, detail) => {
    const refused = await answer(sending(body));

    expect(refused.statusCode).toBe(400);
    expect(refused.headers).toMatchObject({ 'content-type': 'application/problem+json' });
    expect(JSON.parse(refused.body)).toMatchObject({ title: 'Bad Request', status: 400 });
    expect(JSON.parse(refused.body).detail).toMatch(detail);
    expect(`${refused.body}${log.join('')}`).not.toMatch(/2025550111/);
  });

  it.each<[string, Error, number]>([
    ['what cannot be meant', new RejectedError('malformed: time', 'time: must not lie in the future'), 400],
    ['a store that is down', new TransientError('contacts_unavailable', 'later'), 503],
    ['a defect', new Error('secret +12025550111'), 500],
  ])('answers %s with a problem', async (_, error, status) => {
    const answered = await answer(sending(BODY), () => Promise.reject(error));

    expect(answered.statusCode).toBe(status);
    expect(`${answered.body}${log.join('')}`).not.toContain('2025550111');
  });

  it('counts each answer, and tells why it refused', async () => {
    await answer(sending('nonsense'));

    expect(log.join('')).toContain('"answered_400"');
    expect(log.join('')).toContain('malformed: not JSON');
  });
});
