import { describe, expect, it } from '@jest/globals';
import { candidateZones, dialingPermission } from '../../functions/compliance/dialing-permission.ts';
import type { PermissionRequest, WindowPolicy } from '../../functions/compliance/permission.ts';
import { permissionAt } from '../../functions/compliance/permission-at.ts';
import { at, HOUR, MINUTE, NEW_YORK, windowPolicy } from '../support/builders.ts';

const request = (fields: Partial<PermissionRequest> = {}): PermissionRequest => ({
  instant: at(),
  phoneE164: '+12025550111',
  explicitTimeZone: NEW_YORK,
  doNotDisturb: false,
  purpose: 'informational',
  ...fields,
});

const NIGHT = new Date('2025-11-18T05:00:00Z');
const MORNING = new Date('2025-11-18T13:00:00Z');
const asked: WindowPolicy = {
  ...windowPolicy(),
  requireConsent: true,
  requireRegistry: true,
  requireNotReassigned: true,
};
const attempt = (minutesAgo: number, subject = 'sensor-1', customer = 'customer-1') => ({
  at: at(-minutesAgo * MINUTE),
  customer,
  subject,
});

describe('the verdict', () => {
  it.each<[string, Partial<PermissionRequest>, string]>([
    ['all is well', {}, 'allowed'],
    ['the flag is absent', { doNotDisturb: undefined as unknown as boolean }, 'allowed'],
    ['the flag is set', { doNotDisturb: true }, 'do_not_disturb'],
    ['the number is on our own list for good', { suppressedUntil: null }, 'suppressed'],
    ['the number is on our own list until later', { suppressedUntil: at(1) }, 'suppressed'],
    ['the number has just left our own list', { suppressedUntil: at() }, 'allowed'],
    ['the number is national', { phoneE164: '2025550111' }, 'invalid_phone'],
    ['the number is too short', { phoneE164: '+123456' }, 'invalid_phone'],
    ['the number is too long', { phoneE164: '+1234567890123456' }, 'invalid_phone'],
    ['the number begins with zero', { phoneE164: '+02025550111' }, 'invalid_phone'],
    ['the number has a second line', { phoneE164: '+12025550111\n' }, 'invalid_phone'],
    ['the number is of no area code', { phoneE164: '+15555550123' }, 'invalid_phone'],
    ['the number costs the caller extra', { phoneE164: '+19002345678' }, 'invalid_phone'],
    ['the zone is blank', { explicitTimeZone: ' ' }, 'unknown_time_zone'],
    ['the zone is an offset', { explicitTimeZone: '-05:00' }, 'unknown_time_zone'],
    ['the zone is unknown', { explicitTimeZone: 'Mars/Olympus' }, 'unknown_time_zone'],
    ['there is a ban', { blackout: { id: 'storm' } }, 'blackout'],
    ['a ban begins now', { blackout: { id: 'storm', from: at() } }, 'blackout'],
    ['a ban is to come', { blackout: { id: 'storm', from: at(1) } }, 'allowed'],
    ['a ban has just ended', { blackout: { id: 'storm', until: at() } }, 'allowed'],
    ['it is night', { instant: NIGHT }, 'outside_window'],
    ['the instant is none', { instant: new Date(Number.NaN) }, 'invalid_request'],
    [
      'the instant is before there were zones',
      { instant: new Date('1969-12-31T00:00:00Z') },
      'invalid_request',
    ],
    ['the instant is out of all proportion', { instant: new Date(8.64e15) }, 'invalid_request'],
  ])('when %s', (_, fields, reason) => {
    const permission = dialingPermission(request(fields), windowPolicy());

    expect(permission).toMatchObject({ reason, allowed: reason === 'allowed' });
  });

  it('is named by the first check that fails', () => {
    const steps: [Partial<PermissionRequest>, string][] = [
      [{ doNotDisturb: true }, 'do_not_disturb'],
      [{ suppressedUntil: null }, 'suppressed'],
      [{}, 'consent_missing'],
      [{ phoneE164: 'none' }, 'invalid_phone'],
      [{ registry: { listed: true, asOf: at(-90 * 24 * HOUR) } }, 'registry_listed'],
      [{ reassigned: { answer: 'no_data', asOf: at() } }, 'number_reassigned'],
      [{ explicitTimeZone: 'nowhere' }, 'unknown_time_zone'],
      [{ blackout: { id: 'storm' } }, 'blackout'],
      [{ instant: NIGHT }, 'outside_window'],
      [{ attempts: [attempt(10)] }, 'frequency_limit'],
      [{}, 'data_stale'],
    ];
    const consent = { level: 'express' } as const;
    const policy = { ...asked, caps: [{ id: 'one', max: 1, rolling: 'P30D', scope: 'customer' }] } as const;

    const reasons = steps.map(([, reason], index) => {
      const left = steps.slice(index).map(([fields]) => fields);
      const cured = index > 2 ? { consent } : {};
      return [dialingPermission(request(Object.assign({}, cured, ...left)), policy).reason, reason];
    });

    expect(reasons.map(([found]) => found)).toEqual(reasons.map(([, wanted]) => wanted));
  });

  it('lists every check, those after the first failure too', () => {
    const { trace } = dialingPermission(request({ doNotDisturb: true, instant: NIGHT }), windowPolicy());

    expect(trace.map((line) => line.split(':')[0]?.trim())).toEqual([
      'do_not_disturb',
      'suppressed',
      'consent_missing',
      'invalid_phone',
      'registry_listed',
      'number_reassigned',
      'unknown_time_zone',
      'blackout',
      'outside_window',
      'stage-window',
      'frequency_limit',
      'data_stale',
    ]);
    expect(trace.filter((line) => line.includes('FAILED'))).toHaveLength(2);
  });

  it.each([
    ['opensAt: 8', { opensAt: '8:00' }, 'policy.opensAt'],
    ['closesAt: 25', { closesAt: '25:00' }, 'policy.closesAt'],
    ['the wrong way round', { opensAt: '20:00', closesAt: '08:00' }, 'policy.opensAt'],
    ['no hours at all', { opensAt: '08:00', closesAt: '08:00' }, 'policy.opensAt'],
    ['a margin of half a second', { closingMarginSeconds: 0.5 }, 'policy.closingMarginSeconds'],
  ])('is never yes under a policy that makes no sense (%s)', (_, fields, field) => {
    const { reason, trace } = dialingPermission(request(), windowPolicy(fields));

    expect(reason).toBe('invalid_request');
    expect(trace.join()).toContain(field);
  });

  it('tells nothing about who is called', () => {
    const permission = dialingPermission(
      request({ explicitTimeZone: 'Robin Ashdown', customer: 'CUST-9981', attempts: [attempt(5)] }),
      asked,
    );

    expect(JSON.stringify(permission)).not.toMatch(/2025550111|Robin|Ashdown|CUST-9981|customer-1|sensor-1/);
  });
});

describe('zones', () => {
  const { explicitTimeZone: _, ...zoneless } = request();

  it('are the one of the CRM, else those of the number', () => {
    expect(candidateZones(request({ explicitTimeZone: 'Europe/Paris' }))).toEqual([
      { zone: 'Europe/Paris', source: 'explicit' },
    ]);
    expect(candidateZones(zoneless)).toEqual([{ zone: NEW_YORK, source: 'area_code' }]);
    expect(dialingPermission(zoneless, windowPolicy()).reason).toBe('allowed');
  });

  it('of a number that is nowhere are none', () => {
    const satellite = { ...zoneless, phoneE164: '+881612345678' };

    expect(candidateZones(satellite)).toEqual([]);
    expect(dialingPermission(satellite, windowPolicy()).reason).toBe('unknown_time_zone');
  });

  it('tell of a number that does not exist, whatever the CRM says', () => {
    const wrong = request({ phoneE164: '+15555550123' });

    expect(candidateZones(wrong)).toContainEqual({ zone: '', source: 'invalid_phone' });
    expect(permissionAt(candidateZones(wrong), wrong, windowPolicy()).reason).toBe('invalid_phone');
  });

  it('of which one is unknown allow nothing', () => {
    expect(permissionAt([NEW_YORK, 'nowhere'], request(), windowPolicy()).reason).toBe('unknown_time_zone');
  });

  it('must all be open', () => {
    const both = permissionAt(['America/Los_Angeles', NEW_YORK], request(), windowPolicy());

    expect(both).toMatchObject({
      reason: 'outside_window',
      nextAllowedAt: new Date('2025-11-18T16:00:00Z'),
    });
    expect(both.trace.join()).toContain('closed in America/Los_Angeles, where it is 2025-11-18 07:00:00');
  });
});

describe('consent, where the policy asks for it', () => {
  const policy = { ...windowPolicy(), requireConsent: true };

  it.each<[string, PermissionRequest['consent'], string]>([
    ['nothing is known', undefined, 'consent_missing'],
    ['there is none', { level: 'none' }, 'consent_missing'],
    ['it is given', { level: 'express' }, 'allowed'],
    ['it is given in writing', { level: 'written', grantedAt: at() }, 'allowed'],
    ['it will be given', { level: 'express', grantedAt: at(1) }, 'consent_missing'],
    ['it is about something else', { level: 'express', purposes: ['marketing'] }, 'consent_missing'],
    ['it is about this, too', { level: 'express', purposes: ['informational'] }, 'allowed'],
    ['it is revoked', { level: 'express', grantedAt: at(-9), revokedAt: at() }, 'consent_revoked'],
    ['only a revocation is known', { level: 'none', revokedAt: at(-1) }, 'consent_revoked'],
    ['it was given again', { level: 'express', revokedAt: at(-9), grantedAt: at(-1) }, 'allowed'],
    ['it will be revoked', { level: 'express', revokedAt: at(HOUR) }, 'allowed'],
  ])('when %s', (_, consent, reason) => {
    const permission = dialingPermission(request(consent && { consent }), policy);

    expect(permission.reason).toBe(reason);
    expect(dialingPermission(request(consent && { consent }), windowPolicy()).reason).toBe('allowed');
  });

  it('ends the permission when it is known to end', () => {
    const consent = { level: 'express', revokedAt: at(HOUR) } as const;

    expect(
      dialingPermission(request({ consent }), { ...policy, closingMarginSeconds: 0 }).validUntil,
    ).toEqual(at(HOUR));
  });
});

describe('registers, where the policy asks for them', () => {
  const policy = { ...windowPolicy(), requireRegistry: true, requireNotReassigned: true };
  const fresh = {
    registry: { listed: false, asOf: at() },
    reassigned: { answer: 'no', asOf: at() },
  } as const;
  const days = (count: number) => at(-count * 24 * HOUR);

  it.each<[string, Partial<PermissionRequest>, string]>([
    ['both know nothing against the call', {}, 'allowed'],
    ['the number is listed', { registry: { listed: true, asOf: at() } }, 'registry_listed'],
    ['the list is a month old', { registry: { listed: false, asOf: days(30) } }, 'allowed'],
    ['the list is too old', { registry: { listed: false, asOf: days(31) } }, 'data_stale'],
    ['the number has another owner', { reassigned: { answer: 'yes', asOf: at() } }, 'number_reassigned'],
    ['nobody knows the owner', { reassigned: { answer: 'no_data', asOf: at() } }, 'number_reassigned'],
    [
      'the owner was asked about too long ago',
      { reassigned: { answer: 'no', asOf: days(31) } },
      'data_stale',
    ],
  ])('when %s', (_, fields, reason) => {
    expect(dialingPermission(request({ ...fresh, ...fields }), policy).reason).toBe(reason);
  });

  it('who was not asked refuses', () => {
    const { registry: _, ...unasked } = { ...request(fresh) };

    const { reason, trace, nextAllowedAt } = dialingPermission(unasked, policy);

    expect({ reason, nextAllowedAt }).toEqual({ reason: 'data_stale', nextAllowedAt: null });
    expect(trace.join()).toContain('ask the registry again');
  });

  it('the permission ends when an answer gets too old', () => {
    const registry = { listed: false, asOf: new Date(at(HOUR).getTime() - 31 * 24 * HOUR) };
    const bare = { ...policy, closingMarginSeconds: 0 };

    expect(dialingPermission(request({ ...fresh, registry }), bare).validUntil).toEqual(at(HOUR));
  });

  it('the stage says how old an answer may be', () => {
    const registry = { listed: false, asOf: days(2) };

    expect(
      dialingPermission(request({ ...fresh, registry }), { ...policy, registryMaxAgeDays: 1 }).reason,
    ).toBe('data_stale');
  });
});

describe('the emergency override', () => {
  const policy = { ...windowPolicy(), emergencyOverride: true };
  const emergency = request({ purpose: 'emergency', instant: NIGHT });

  it('lets an emergency through at night, and says so', () => {
    const permission = dialingPermission(emergency, policy);

    expect(permission).toMatchObject({ allowed: true, rulesApplied: [{ outcome: 'closed' }] });
    expect(permission.trace.join()).toContain('overridden');
    expect(permission.validUntil).toBeUndefined();
  });

  it.each<[string, Partial<PermissionRequest>, Partial<WindowPolicy>, string]>([
    ['is off by default', {}, { emergencyOverride: false }, 'outside_window'],
    ['is for emergencies alone', { purpose: 'healthcare' }, {}, 'outside_window'],
    ['does not beat the flag', { doNotDisturb: true }, {}, 'do_not_disturb'],
    ['does not beat our own list', { suppressedUntil: null }, {}, 'suppressed'],
    ['does not beat a ban', { blackout: { id: 'storm' } }, {}, 'blackout'],
    ['does not do without a clock', { explicitTimeZone: 'nowhere' }, {}, 'unknown_time_zone'],
    [
      'does not beat a cap',
      { attempts: [{ ...attempt(0), at: NIGHT }] },
      { caps: [{ id: 'hour', max: 1, rolling: 'PT60M', scope: 'subject' }] },
      'frequency_limit',
    ],
  ])('%s', (_, fields, terms, reason) => {
    expect(dialingPermission({ ...emergency, ...fields }, { ...policy, ...terms }).reason).toBe(reason);
  });
});

describe('what comes with the verdict', () => {
  it('allowed: valid until the closing less the margin', () => {
    const permission = dialingPermission(request(), windowPolicy({ closingMarginSeconds: 300 }));

    expect(permission.validUntil).toEqual(new Date('2025-11-19T00:55:00Z'));
    expect(permission).not.toHaveProperty('nextAllowedAt');
  });

  it('allowed around the clock: valid for good', () => {
    const always = windowPolicy({ opensAt: '00:00', closesAt: '24:00' });

    expect(dialingPermission(request({ instant: NIGHT }), always)).toMatchObject({ allowed: true });
    expect(dialingPermission(request(), always).validUntil).toBeUndefined();
  });

  it('allowed before a ban: valid until it begins', () => {
    const blackout = { id: 'storm', from: at(HOUR) };

    expect(
      dialingPermission(request({ blackout }), windowPolicy({ closingMarginSeconds: 0 })).validUntil,
    ).toEqual(at(HOUR));
  });

  it.each<[string, Partial<PermissionRequest>, Date | null]>([
    ['outside the window: when it opens next', { instant: NIGHT }, MORNING],
    [
      'suppressed until the evening: the next morning',
      { suppressedUntil: new Date('2025-11-19T02:00:00Z') },
      new Date('2025-11-19T13:00:00Z'),
    ],
    ['suppressed for half a minute: the next whole minute', { suppressedUntil: at(30_500) }, at(MINUTE)],
    ['suppressed for good: never', { suppressedUntil: null }, null],
    ['banned for an hour: then', { blackout: { id: 'storm', until: at(HOUR) } }, at(HOUR)],
    ['banned until further notice: never', { blackout: { id: 'storm' } }, null],
    ['banned for more than 14 days: not within them', { suppressedUntil: at(15 * 24 * HOUR) }, null],
    ['closed, and the flag is set: waiting does not help', { instant: NIGHT, doNotDisturb: true }, null],
    [
      'suppressed, and there is no such number',
      { suppressedUntil: at(HOUR), phoneE164: '+15555550123' },
      null,
    ],
    ['nothing that can be judged', { instant: new Date(Number.NaN) }, null],
  ])('%s', (_, fields, next) => {
    expect(dialingPermission(request(fields), windowPolicy())).toMatchObject({
      allowed: false,
      nextAllowedAt: next,
    });
  });

  it('what it went by: local time, policy, versions of the data', () => {
    expect(dialingPermission(request(), windowPolicy())).toMatchObject({
      candidateZones: [{ zone: NEW_YORK, source: 'explicit', localTime: '2025-11-18 10:00:00' }],
      rulesApplied: [{ id: 'stage-window', outcome: 'open', citation: 'stage setting dialing.window' }],
      caps: [],
      versions: {
        policy: expect.stringMatching(/^window 08:00-20:00 [0-9a-f]{12}$/),
        phoneMap: expect.stringContaining('libphonenumber f7e3e88c92b9'),
        phoneMetadata: expect.stringMatching(/^libphonenumber-js \d+\.\d+\.\d+$/),
        tzdata: process.versions.tz,
        holidays: 'none',
      },
    });
  });

  it('the version of a policy is that of what it says, not of how it is written', () => {
    const version = (policy: WindowPolicy) => dialingPermission(request(), policy).versions.policy;
    const { kind, opensAt, closesAt, closingMarginSeconds } = windowPolicy();

    expect(version({ closesAt, closingMarginSeconds, opensAt, kind })).toBe(version(windowPolicy()));
    expect(version(windowPolicy({ closingMarginSeconds: 301 }))).not.toBe(version(windowPolicy()));
    expect(version({ ...windowPolicy(), requireConsent: true })).not.toBe(version(windowPolicy()));
  });
});
