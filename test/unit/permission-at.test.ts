import { describe, expect, it } from '@jest/globals';
import { candidateZones, dialingPermission } from '../../functions/compliance/dialing-permission.ts';
import type { PermissionRequest } from '../../functions/compliance/permission.ts';
import { permissionAt } from '../../functions/compliance/permission-at.ts';
import { at, NEW_YORK, windowPolicy } from '../support/builders.ts';

const request = (fields: Partial<PermissionRequest> = {}): PermissionRequest => ({
  instant: at(),
  phoneE164: '+12025550111',
  explicitTimeZone: NEW_YORK,
  doNotDisturb: false,
  purpose: 'informational',
  ...fields,
});

const NIGHT = new Date('2025-11-18T05:00:00Z');

describe('the verdict', () => {
  it.each<[string, Partial<PermissionRequest>, string]>([
    ['all is well', {}, 'allowed'],
    ['the flag is absent', { doNotDisturb: undefined as unknown as boolean }, 'allowed'],
    ['the flag is set', { doNotDisturb: true }, 'do_not_disturb'],
    ['the number is national', { phoneE164: '2025550111' }, 'invalid_phone'],
    ['the number is too short', { phoneE164: '+123456' }, 'invalid_phone'],
    ['the number has the fewest digits', { phoneE164: '+1234567' }, 'allowed'],
    ['the number has the most digits', { phoneE164: '+123456789012345' }, 'allowed'],
    ['the number is too long', { phoneE164: '+1234567890123456' }, 'invalid_phone'],
    ['the number begins with zero', { phoneE164: '+02025550111' }, 'invalid_phone'],
    ['the number has a second line', { phoneE164: '+12025550111\n' }, 'invalid_phone'],
    ['the zone is blank', { explicitTimeZone: ' ' }, 'unknown_time_zone'],
    ['the zone is an offset', { explicitTimeZone: '-05:00' }, 'unknown_time_zone'],
    ['the zone is unknown', { explicitTimeZone: 'Mars/Olympus' }, 'unknown_time_zone'],
    ['it is night', { instant: NIGHT }, 'outside_window'],
    ['the instant is none', { instant: new Date(Number.NaN) }, 'invalid_request'],
  ])('when %s', (_, fields, reason) => {
    const permission = dialingPermission(request(fields), windowPolicy());

    expect(permission).toMatchObject({ reason, allowed: reason === 'allowed' });
  });

  it('names the first check that fails: consent, number, zone, hours', () => {
    const worst = request({
      doNotDisturb: true,
      phoneE164: 'none',
      explicitTimeZone: 'nowhere',
      instant: NIGHT,
    });

    const reasons = [
      worst,
      { ...worst, doNotDisturb: false },
      { ...worst, doNotDisturb: false, phoneE164: '+12025550111' },
      request({ instant: NIGHT }),
    ].map((asked) => dialingPermission(asked, windowPolicy()).reason);

    expect(reasons).toEqual(['do_not_disturb', 'invalid_phone', 'unknown_time_zone', 'outside_window']);
  });

  it.each([
    ['opensAt: 8', { opensAt: '8:00' }],
    ['closesAt: 25', { closesAt: '25:00' }],
    ['the wrong way round', { opensAt: '20:00', closesAt: '08:00' }],
    ['no hours at all', { opensAt: '08:00', closesAt: '08:00' }],
  ])('is never yes under a policy that makes no sense (%s)', (_, fields) => {
    expect(dialingPermission(request(), windowPolicy(fields)).reason).toBe('invalid_request');
  });
});

describe('zones', () => {
  it('are the one of the CRM, or none', () => {
    const { explicitTimeZone: _, ...zoneless } = request();

    expect(candidateZones(request())).toEqual([NEW_YORK]);
    expect(candidateZones(zoneless)).toEqual([]);
    expect(dialingPermission(zoneless, windowPolicy()).reason).toBe('unknown_time_zone');
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
  });
});

describe('what comes with the verdict', () => {
  it('allowed: valid until the closing less the margin', () => {
    const permission = dialingPermission(request(), windowPolicy({ closingMarginSeconds: 300 }));

    expect(permission.validUntil).toEqual(new Date('2025-11-19T00:55:00Z'));
  });

  it('allowed around the clock: valid for good', () => {
    const always = windowPolicy({ opensAt: '00:00', closesAt: '24:00' });

    expect(dialingPermission(request({ instant: NIGHT }), always)).toMatchObject({ allowed: true });
    expect(dialingPermission(request(), always).validUntil).toBeUndefined();
  });

  it('outside the window: when it opens next', () => {
    expect(dialingPermission(request({ instant: NIGHT }), windowPolicy()).nextAllowedAt).toEqual(
      new Date('2025-11-18T13:00:00Z'),
    );
  });

  it('what it went by: local time, policy, version of the zone data', () => {
    expect(dialingPermission(request(), windowPolicy())).toMatchObject({
      candidateZones: [{ zone: NEW_YORK, source: 'explicit', localTime: '2025-11-18 10:00:00' }],
      rulesApplied: [{ id: 'stage-window', outcome: 'open' }],
      versions: { policy: 'window 08:00-20:00', tzdata: process.versions.tz },
    });
  });
});
