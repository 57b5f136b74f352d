import { describe, expect, it } from '@jest/globals';
import { NoAnswerError, NotSentError, neverLeft, retryAfterMs } from '../../functions/adapters/http.ts';
import {
  onceOnlyFailure,
  repeatableFailure,
  repeatableSilence,
} from '../../functions/adapters/http-outcome.ts';
import { at } from '../support/builders.ts';

const answer = (status: number, headers: Record<string, string> = {}) => ({ status, headers, body: '' });

describe('an answer to a request that must never be sent twice', () => {
  it.each([
    [429, 'TransientError', 'genesys_throttled'],
    [401, 'TransientError', 'genesys_unauthorized'],
    [400, 'RejectedError', 'rejected_by_platform'],
    [403, 'RejectedError', 'rejected_by_platform'],
    [404, 'RejectedError', 'rejected_by_platform'],
    [422, 'RejectedError', 'rejected_by_platform'],
    [409, 'UnknownOutcomeError', 'genesys_answered_409'],
    [408, 'UnknownOutcomeError', 'genesys_answered_408'],
    [301, 'UnknownOutcomeError', 'genesys_answered_301'],
    [307, 'UnknownOutcomeError', 'genesys_answered_307'],
    [405, 'UnknownOutcomeError', 'genesys_answered_405'],
    [413, 'UnknownOutcomeError', 'genesys_answered_413'],
    [415, 'UnknownOutcomeError', 'genesys_answered_415'],
    [500, 'UnknownOutcomeError', 'genesys_answered_500'],
    [502, 'UnknownOutcomeError', 'genesys_answered_502'],
    [503, 'UnknownOutcomeError', 'genesys_answered_503'],
    [504, 'UnknownOutcomeError', 'genesys_answered_504'],
    [599, 'UnknownOutcomeError', 'genesys_answered_599'],
  ])('with %i is a %s (%s)', (status, name, reason) => {
    expect(onceOnlyFailure('genesys', answer(status), at())).toMatchObject({ name, reason });
  });

  it('proves nothing with any status that is not on the list', () => {
    const proofs = [400, 401, 403, 404, 422, 429];
    const others = Array.from({ length: 300 }, (_, n) => 300 + n).filter(
      (status) => !proofs.includes(status),
    );

    const names = new Set(others.map((status) => onceOnlyFailure('genesys', answer(status), at()).name));

    expect([...names]).toEqual(['UnknownOutcomeError']);
  });

  it('passes on how long to wait', () => {
    expect(onceOnlyFailure('genesys', answer(429, { 'retry-after': '7' }), at())).toMatchObject({
      retryAfterMs: 7000,
    });
  });
});

describe('an answer to a request that may be repeated', () => {
  it.each([200, 201, 204])('with %i is no failure', (status) => {
    expect(repeatableFailure('crm', answer(status), at())).toBeUndefined();
  });

  it.each([
    [429, 'TransientError', 'crm_throttled'],
    [401, 'TransientError', 'crm_unauthorized'],
    [403, 'TransientError', 'crm_unauthorized'],
    [302, 'TransientError', 'crm_unavailable'],
    [408, 'TransientError', 'crm_unavailable'],
    [500, 'TransientError', 'crm_unavailable'],
    [503, 'TransientError', 'crm_unavailable'],
    [400, 'RejectedError', 'crm_refused'],
    [409, 'RejectedError', 'crm_refused'],
    [422, 'RejectedError', 'crm_refused'],
  ])('with %i is a %s (%s)', (status, name, reason) => {
    expect(repeatableFailure('crm', answer(status), at())).toMatchObject({ name, reason });
  });

  it.each([new NotSentError('refused'), new NoAnswerError('reset')])(
    'that never came (%s) may be repeated',
    (error) => {
      expect(repeatableSilence('crm', error)).toMatchObject({
        name: 'TransientError',
        reason: 'crm_unavailable',
        cause: error,
      });
    },
  );

  it('of which our own code failed is a defect', () => {
    const defect = new TypeError('not a function');

    expect(repeatableSilence('crm', defect)).toBe(defect);
    expect(repeatableSilence('crm', 'text')).toBeInstanceOf(Error);
  });
});

describe('a failure to send', () => {
  const failure = (code: unknown, syscall?: string) =>
    Object.assign(new Error('failed'), { code, ...(syscall !== undefined && { syscall }) });

  it.each([
    ['ENOTFOUND', 'getaddrinfo'],
    ['EAI_AGAIN', 'getaddrinfo'],
    ['ECONNREFUSED', 'connect'],
    ['EHOSTUNREACH', 'connect'],
    ['ENETUNREACH', 'connect'],
    ['UND_ERR_CONNECT_TIMEOUT', undefined],
    ['ERR_TLS_CERT_ALTNAME_INVALID', undefined],
    ['CERT_HAS_EXPIRED', undefined],
    ['SELF_SIGNED_CERT_IN_CHAIN', undefined],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined],
  ])('%s (%s) proves that nothing left', (code, syscall) => {
    expect(neverLeft(failure(code, syscall))).toBe(true);
  });

  it.each([
    ['EHOSTUNREACH', 'read'],
    ['ENETUNREACH', 'write'],
    ['ECONNREFUSED', 'read'],
    ['ECONNRESET', 'read'],
    ['EPIPE', 'write'],
    ['ETIMEDOUT', 'read'],
    ['UND_ERR_SOCKET', undefined],
    ['UND_ERR_HEADERS_TIMEOUT', undefined],
    ['UND_ERR_BODY_TIMEOUT', undefined],
    ['HPE_INVALID_CONSTANT', undefined],
    [23, undefined],
  ])('%s (%s) proves nothing', (code, syscall) => {
    expect(neverLeft(failure(code, syscall))).toBe(false);
  });

  it.each([undefined, null, 'ECONNREFUSED', new Error('without a code')])('%s proves nothing', (error) => {
    expect(neverLeft(error)).toBe(false);
  });
});

describe('Retry-After', () => {
  const soon = new Date(at().getTime() + 90_000).toUTCString();
  const past = new Date(at().getTime() - 90_000).toUTCString();
  it.each([
    ['absent', undefined, undefined],
    ['empty', '', undefined],
    ['zero', '0', 0],
    ['seconds', '120', 120_000],
    ['seconds in spaces', ' 120 ', 120_000],
    ['a date ahead', soon, 90_000],
    ['a date behind', past, 0],
    ['text', 'soon', undefined],
  ])('%s', (_, header, expected) => {
    expect(retryAfterMs(header, at())).toBe(expected);
  });

  it.each(['9'.repeat(30), '8640000000001', new Date(8.64e15).toUTCString()])(
    'of %s is still a time that a clock can show',
    (header) => {
      const wait = retryAfterMs(header, at()) ?? 0;

      expect(Number.isNaN(new Date(at().getTime() + wait).getTime())).toBe(false);
    },
  );
});
