import { beforeEach, describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { TransientError } from '../../functions/errors.ts';
import { PanelDisposition, PanelSessionRequest } from '../../functions/messages/panel.ts';
import { apiSession } from '../../functions/runtime/api-session.ts';
import { capturedLog, lambdaContext } from '../support/fake-lambda.ts';

const REFERENCE = '7f3c9a1e5b2d4086a1c4e7f90b3d5a62';
const said: string[] = [];
capturedLog();

const handler = apiSession({
  name: 'panel',
  request: PanelSessionRequest,
  open: async ({ platformToken }) => {
    if (platformToken === 'down') throw new TransientError('genesys_unavailable', 'no answer');
    if (platformToken === 'forged') return 'not_signed_in';
    return platformToken === 'lost' ? 'unknown_reference' : { token: 'good' };
  },
  session: async (token) => (token === 'good' ? { customerId: 'CUST-1' } : undefined),
  reads: { context: async ({ customerId }) => ({ customerId }), gone: async () => undefined },
  word: PanelDisposition,
  writes: {
    disposition: async (_session, { disposition }) => {
      said.push(disposition);
      return { status: 'accepted' };
    },
  },
});

beforeEach(() => {
  said.length = 0;
});

async function answer(request: {
  readonly path?: string;
  readonly customer?: string;
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
}) {
  const { path = 'context', customer, method = 'GET', token, body } = request;
  const event = {
    resource: customer === undefined ? '/v1/panel/session' : `/v1/panel/customers/{customerId}/${path}`,
    httpMethod: method,
    pathParameters: customer === undefined ? null : { customerId: customer },
    headers: token === undefined ? {} : { AUTHORIZATION: token },
    body: body === undefined ? null : JSON.stringify(body),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEvent;
  const { statusCode, body: text } = await handler(event, lambdaContext());
  return { statusCode, body: JSON.parse(text) };
}

describe('a session', () => {
  it.each([
    ['good', 200],
    ['forged', 401],
    ['lost', 404],
    ['down', 503],
  ])('for the token %s is answered with %d', async (platformToken, statusCode) => {
    const body = { reference: REFERENCE, platformToken };

    expect(await answer({ method: 'POST', body })).toMatchObject({ statusCode });
  });

  it('needs a reference of 128 bits, and the answer does not repeat what was sent', async () => {
    const told = await answer({ method: 'POST', body: { reference: 'CUST-1', platformToken: 'secret' } });

    expect(told.statusCode).toBe(400);
    expect(JSON.stringify(told.body)).toContain('reference');
    expect(JSON.stringify(told.body)).not.toMatch(/CUST-1|secret/);
  });
});

describe('a read', () => {
  it('is answered to a session of this customer', async () => {
    expect(await answer({ customer: 'CUST-1', token: 'Bearer good' })).toEqual({
      statusCode: 200,
      body: { customerId: 'CUST-1' },
    });
  });

  it.each([
    ['no session', undefined, 'CUST-1', 401],
    ['a session that is over', 'Bearer old', 'CUST-1', 401],
    ['another scheme', 'Basic good', 'CUST-1', 401],
    ['two tokens', 'Bearer good good', 'CUST-1', 401],
    ['a session of another customer', 'Bearer good', 'CUST-2', 403],
  ])('is refused with %s', async (_what, token, customer, statusCode) => {
    expect(await answer({ customer, ...(token !== undefined && { token }) })).toMatchObject({ statusCode });
  });

  it('of what is not there is 404', async () => {
    expect(await answer({ customer: 'CUST-1', token: 'Bearer good', path: 'gone' })).toMatchObject({
      statusCode: 404,
    });
  });
});

describe('a word', () => {
  const word = { customer: 'CUST-1', token: 'Bearer good', path: 'disposition', method: 'POST' };

  it('is taken from a session of this customer', async () => {
    expect(await answer({ ...word, body: { disposition: 'not_reached' } })).toMatchObject({
      statusCode: 200,
    });
    expect(said).toEqual(['not_reached']);
  });

  it('of another customer, or in another form, is not', async () => {
    await answer({ ...word, customer: 'CUST-2', body: { disposition: 'not_reached' } });
    const malformed = await answer({ ...word, body: { disposition: 'not reached at all' } });

    expect(malformed).toMatchObject({ statusCode: 400 });
    expect(said).toEqual([]);
  });
});
