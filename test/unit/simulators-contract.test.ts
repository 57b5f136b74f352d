import { describe, expect, it } from '@jest/globals';
import { openContract, readContract } from '../../local/simulators/openapi.ts';
import { type CheckedRequest, requestProblems } from '../support/contract.ts';

const genesys = readContract('genesys-cloud');

function callback(body: object, more: Partial<CheckedRequest> = {}): CheckedRequest {
  return {
    method: 'POST',
    path: '/api/v2/conversations/callbacks',
    query: {},
    headers: { authorization: 'Bearer ***', 'content-type': 'application/json; charset=utf-8' },
    body: { callbackNumbers: ['+12025550111'], queueId: 'q', ...body },
    ...more,
  };
}

function token(fields: Record<string, string>, authorization = 'Basic ***'): CheckedRequest {
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', path: '/oauth/token', query: {}, headers, body: fields };
}

describe('a request that keeps the contract', () => {
  it.each([
    [
      'a callback',
      callback({ routingData: { queueId: 'q', scoredAgents: [{ agent: { id: 'a' }, score: 5 }] } }),
    ],
    ['a token request', token({ grant_type: 'client_credentials' })],
    [
      'a read with a list and a flag in the query',
      {
        method: 'GET',
        path: '/api/v2/routing/queues/q%201',
        query: { expand: ['identityresolution'] },
        headers: { authorization: 'Bearer ***' },
      },
    ],
  ] satisfies [string, CheckedRequest][])('has no problems: %s', (_, request) => {
    expect(requestProblems(genesys, request)).toEqual([]);
  });
});

describe('a request that breaks the contract', () => {
  it.each([
    ['an extra property', callback({ scope: 'x' }), 'body scope is not in the contract'],
    [
      'an extra property of a schema shared with answers',
      callback({ routingData: { queueId: 'q', scoredAgents: [{ agent: { id: 'a', rank: 1 } }] } }),
      'body routingData.scoredAgents.0.agent.rank is not in the contract',
    ],
    ['a wrong type', callback({ callbackNumbers: '+12025550111' }), 'body callbackNumbers must be array'],
    ['a missing property', callback({ callbackNumbers: undefined }), 'body callbackNumbers is required'],
    [
      'a bad instant',
      callback({ callbackScheduledTime: 'noon' }),
      'body callbackScheduledTime must match format "date-time"',
    ],
    ['a missing body', callback({}, { body: undefined }), 'body is required'],
    [
      'an unknown query parameter',
      callback({}, { query: { dry: ['1'] } }),
      'query dry is not in the contract',
    ],
    ['an unknown path', callback({}, { path: '/api/v2/calls' }), 'POST /api/v2/calls is not in the contract'],
    [
      'an unknown method',
      callback({}, { method: 'PUT' }),
      'PUT /api/v2/conversations/callbacks is not in the contract',
    ],
    [
      'a missing token',
      callback({}, { headers: { 'content-type': 'application/json' } }),
      'authorization must use the scheme bearer',
    ],
    [
      'another content type',
      callback({}, { headers: { authorization: 'Bearer ***' } }),
      'content-type must be application/json, not ""',
    ],
    [
      'a wrong form value',
      token({ grant_type: 'password' }),
      'body grant_type must be one of ["client_credentials"]',
    ],
    [
      'an extra form field',
      token({ grant_type: 'client_credentials', scope: 'all' }),
      'body scope is not in the contract',
    ],
    [
      'a token request without Basic',
      token({ grant_type: 'client_credentials' }, 'Bearer ***'),
      'authorization must use the scheme basic',
    ],
  ])('is told about %s', (_, request, problem) => {
    expect(requestProblems(genesys, request)).toEqual([problem]);
  });

  it('is told about every query value that does not fit', () => {
    const request = { method: 'GET', path: '/api/v2/tokens/me', headers: { authorization: 'Bearer ***' } };

    const problems = requestProblems(genesys, { ...request, query: { preserveIdleTTL: ['maybe'] } });

    expect(problems).toEqual(['query preserveIdleTTL must be boolean']);
  });
});

describe('closing schemas', () => {
  const contract = openContract({
    openapi: '3.0.3',
    paths: {
      '/things/{id}': {
        put: {
          operationId: 'putThing',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', maxLength: 3 } }],
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
          },
          responses: { 200: { description: 'done' } },
        },
      },
    },
    components: {
      schemas: {
        Named: {
          type: 'object',
          additionalProperties: false,
          required: ['name'],
          properties: { id: { type: 'string', readOnly: true }, name: { type: 'string', nullable: true } },
        },
        Thing: {
          allOf: [
            { $ref: '#/components/schemas/Named' },
            { type: 'object', properties: { parent: { $ref: '#/components/schemas/Thing' } } },
          ],
          properties: { note: { nullable: true, allOf: [{ $ref: '#/components/schemas/Named' }] } },
        },
      },
    },
  });

  function put(body: unknown, id = 'a') {
    const headers = { 'content-type': 'application/json' };
    return requestProblems(contract, { method: 'PUT', path: `/things/${id}`, query: {}, headers, body });
  }

  it('takes the properties of every part of a composition, at every depth', () => {
    expect(put({ name: null, note: null, parent: { name: 'a', note: { name: 'b' } } })).toEqual([]);
  });

  it.each([
    ['an unknown property', { name: 'a', extra: 1 }, 'body extra is not in the contract'],
    ['a read-only property', { name: 'a', id: 'x' }, 'body id is not in the contract'],
    [
      'an unknown property in a nested composition',
      { name: 'a', parent: { name: 'b', extra: 1 } },
      'body parent.extra is not in the contract',
    ],
  ])('refuses %s', (_, body, problem) => {
    expect(put(body)).toContain(problem);
  });

  it('judges values in the path', () => {
    expect(put({ name: 'a' }, 'long')).toEqual(['path id must NOT have more than 3 characters']);
  });
});
