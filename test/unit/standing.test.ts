import { describe, expect, it } from '@jest/globals';
import { countsAttempts, permissionRequest } from '../../functions/compliance/called-party.ts';
import { contactDigest } from '../../functions/compliance/contact-digest.ts';
import { CALLING_HOURS } from '../../functions/compliance/generated/calling-hours.ts';
import { othersAttempts } from '../../functions/compliance/others-attempts.ts';
import type { PermissionPolicy } from '../../functions/compliance/permission.ts';
import { consentOf, NOTHING_SAID, suppressionOf } from '../../functions/compliance/standing.ts';
import type { ConsentInForce, SuppressionInForce } from '../../functions/ports/suppressions.ts';
import { at, calledParty, customer, HOUR, MINUTE, windowPolicy } from '../support/builders.ts';

const TOPIC = { purpose: 'informational', alertType: 'temp_critical' } as const;
const ban = (fields: Partial<SuppressionInForce> = {}): SuppressionInForce => ({
  scope: 'all',
  at: at(),
  until: null,
  ...fields,
});
const word = (fields: Partial<ConsentInForce> = {}): ConsentInForce => ({
  scope: 'all',
  level: 'express',
  at: at(),
  ...fields,
});

describe('an opt-out', () => {
  it.each([
    ['all', true],
    ['purpose:informational', true],
    ['purpose:marketing', false],
    ['alertType:temp_critical', true],
    ['alertType:temp', false],
  ])('of scope %s covers the call: %s', (scope, covers) => {
    const standing = { ...NOTHING_SAID, suppressions: [ban({ scope })] };

    expect(suppressionOf(standing, TOPIC) !== undefined).toBe(covers);
  });

  it('counts as long as the longest that covers the call', () => {
    const suppressions = [
      ban({ until: at(HOUR) }),
      ban({ scope: 'purpose:informational', until: at(2 * HOUR) }),
      ban({ scope: 'purpose:marketing', until: null }),
    ];

    expect(suppressionOf({ ...NOTHING_SAID, suppressions }, TOPIC)?.until).toEqual(at(2 * HOUR));
  });

  it('for good outlasts every other', () => {
    const suppressions = [ban({ until: at(HOUR) }), ban({ scope: 'purpose:informational' })];

    expect(suppressionOf({ ...NOTHING_SAID, suppressions }, TOPIC)?.until).toBeNull();
  });
});

describe('consent', () => {
  it('is not known when nothing was said about such a call', () => {
    const consents = [word({ scope: 'purpose:marketing' })];

    expect(consentOf({ ...NOTHING_SAID, consents }, TOPIC)).toBeUndefined();
  });

  it('is what was last given and last taken back, of all scopes that cover the call', () => {
    const consents = [
      word({ level: 'express', at: at(-2 * HOUR) }),
      word({ scope: 'alertType:temp_critical', level: 'written', at: at(-HOUR) }),
      word({ scope: 'purpose:informational', level: 'revoked', at: at(-MINUTE) }),
    ];

    expect(consentOf({ ...NOTHING_SAID, consents }, TOPIC)).toEqual({
      level: 'written',
      grantedAt: at(-HOUR),
      revokedAt: at(-MINUTE),
    });
  });

  it('that was only ever taken back was never given', () => {
    const consents = [word({ level: 'revoked' })];

    expect(consentOf({ ...NOTHING_SAID, consents }, TOPIC)).toEqual({ level: 'none', revokedAt: at() });
  });
});

describe('what the rules are asked about a called party', () => {
  it('says what is known, and leaves out what is not', () => {
    expect(permissionRequest(calledParty(), at())).toEqual({
      instant: at(),
      phoneE164: '+12025550111',
      explicitTimeZone: 'America/New_York',
      doNotDisturb: false,
      purpose: 'informational',
      dialingMode: 'agent',
      regions: ['US-DC'],
      subject: 'sensor-1',
    });
  });

  it('names no zone where the CRM knows none', () => {
    const { timeZone: _, ...zoneless } = customer();

    expect(permissionRequest(calledParty({ customer: zoneless }), at())).not.toHaveProperty(
      'explicitTimeZone',
    );
  });

  it('carries opt-out, consent and attempts', () => {
    const standing = { suppressions: [ban()], consents: [word()] };
    const attempts = [{ at: at(), customer: 'customer-1', subject: 'sensor-2' }];

    expect(permissionRequest(calledParty({ standing, attempts }), at())).toMatchObject({
      suppressedUntil: null,
      consent: { level: 'express', grantedAt: at() },
      attempts,
    });
  });
});

describe('attempts are read', () => {
  const jurisdiction = (rules = CALLING_HOURS): PermissionPolicy => ({ kind: 'jurisdiction', rules });

  it.each<[string, PermissionPolicy, boolean]>([
    ['a window without caps', windowPolicy(), false],
    [
      'a window with a cap',
      { ...windowPolicy(), caps: [{ id: 'hourly', max: 1, rolling: 'PT60M', scope: 'subject' }] },
      true,
    ],
    ['rules with caps for the purpose', jurisdiction(), true],
    [
      'rules with caps for other purposes',
      jurisdiction(CALLING_HOURS.filter(({ purposes }) => !purposes.includes('informational'))),
      false,
    ],
  ])('for %s: %s', (_, policy, counts) => {
    expect(countsAttempts(policy, 'informational')).toBe(counts);
  });

  it("but an open alert's own do not count against it", () => {
    const attempt = { attemptId: 'a', alertKey: 'alert-1', subject: 'sensor-1', at: at() };
    const book = {
      customerId: 'customer-1',
      edition: '2',
      attempts: [attempt, { ...attempt, alertKey: 'alert-2' }],
    };

    expect(othersAttempts(book, 'alert-1')).toEqual([
      { at: at(), customer: 'customer-1', subject: 'sensor-1' },
    ]);
  });
});

describe('the digest of a contact', () => {
  const { timeZone: _, ...zoneless } = customer();

  it.each([
    ['another number', customer({ phoneNumber: '+12025550112' })],
    ['another zone', customer({ timeZone: 'America/Chicago' })],
    ['no zone', zoneless],
    ['a zone that is only blank', customer({ timeZone: '' })],
  ])('differs for %s', (_, other) => {
    expect(contactDigest(other, 'salt-1')).not.toBe(contactDigest(customer(), 'salt-1'));
  });

  it('is the same whatever else is known, and another for each alert', () => {
    const digest = contactDigest(customer(), 'salt-1');

    expect(contactDigest(customer({ name: 'Ada', doNotDisturb: true }), 'salt-1')).toBe(digest);
    expect(contactDigest(customer(), 'salt-2')).not.toBe(digest);
  });

  it('fits many numbers, so that nobody finds the one by trying all', () => {
    const digests = Array.from({ length: 200_000 }, (_, n) =>
      contactDigest(customer({ phoneNumber: `+1202555${String(n).padStart(6, '0')}` }), 'salt-1'),
    );

    expect(new Set(digests).size).toBeLessThan(digests.length);
  });
});
