import { describe, expect, it } from '@jest/globals';
import { parseFaults } from '../../local/simulators/faults.ts';

describe('parsing fault rules', () => {
  const rule = (fault: unknown, more: object = {}) => [
    { system: 'crm', operation: 'openTask', fault, ...more },
  ];

  it.each([
    ['an unknown kind', rule({ kind: 'down' }), /^0\.fault\.kind: /],
    ['a missing field', rule({ kind: 'delay' }), /^0\.fault\.ms: /],
    ['an unknown field', rule({ kind: 'never', ms: 3 }), /^0\.fault: .*"ms"/],
    ['a status that is no error', rule({ kind: 'status', status: 200 }), /^0\.fault\.status: /],
    [
      'two ways to wait',
      rule({ kind: 'rate-limit', retryAfterSeconds: 1, retryAfterDate: '2025-11-21T12:00:00Z' }),
      /^0\.fault\.retryAfterDate: /,
    ],
    ['no hits', rule({ kind: 'reset' }, { times: 0 }), /^0\.times: /],
    ['an unknown system', rule({ kind: 'reset' }, { system: 'desk' }), /^0\.system: /],
    ['no list', {}, /^rules: /],
  ])('names the field of %s', (_, input, problem) => {
    const parsed = parseFaults(input);

    expect(parsed).toEqual({ kind: 'invalid', problems: [expect.stringMatching(problem)] });
  });
});
