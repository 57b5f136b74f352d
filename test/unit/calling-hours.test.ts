import { describe, expect, it } from '@jest/globals';
import type { CallingRule } from '../../functions/compliance/calling-rule.ts';
import { dialingPermission } from '../../functions/compliance/dialing-permission.ts';
import { CALLING_HOURS } from '../../functions/compliance/generated/calling-hours.ts';
import { HOLIDAYS } from '../../functions/compliance/generated/holidays.ts';
import type { JurisdictionPolicy, PermissionRequest } from '../../functions/compliance/permission.ts';

const law = (fields: Partial<JurisdictionPolicy> = {}): JurisdictionPolicy => ({
  kind: 'jurisdiction',
  rules: CALLING_HOURS,
  holidays: HOLIDAYS,
  ...fields,
});

/** A marketing call to a number of Florida at noon on a Wednesday there. */
const request = (fields: Partial<PermissionRequest> = {}): PermissionRequest => ({
  instant: new Date('2026-09-16T16:00:00Z'),
  phoneE164: '+13055550123',
  purpose: 'marketing',
  ...fields,
});
const ids = (fields: Partial<PermissionRequest>, policy = law()) =>
  dialingPermission(request(fields), policy)
    .rulesApplied.map(({ id }) => id)
    .toSorted();

describe('the rules that apply', () => {
  it.each<[string, Partial<PermissionRequest>, readonly string[]]>([
    ['the country and the state of the area code', {}, ['us-federal-marketing', 'us-fl-marketing']],
    ['the country alone where no state is named', { regions: ['US'] }, ['us-federal-marketing']],
    ['those of the address instead', { regions: ['US-KY'] }, ['us-federal-marketing', 'us-ky-marketing']],
    ['those of every region', { regions: ['FR', 'ES'] }, ['es-marketing', 'fr-marketing']],
    [
      'those of the area code when no region is named',
      { regions: [] },
      ['us-federal-marketing', 'us-fl-marketing'],
    ],
    ['those of the purpose', { purpose: 'informational' }, ['default-operational']],
    ['those of the calling code', { phoneE164: '+33199001234' }, ['fr-marketing']],
    [
      'those of the country of a calling code that is shared',
      { phoneE164: '+61491570006' },
      ['au-marketing'],
    ],
    ['none where there are none', { phoneE164: '+4721234567' }, []],
    [
      'of the mode, with those of every mode',
      { dialingMode: 'prerecorded', regions: ['US-NE'] },
      ['us-federal-marketing', 'us-ne-prerecorded'],
    ],
    ['not those of another mode', { dialingMode: 'agent', regions: ['US-SD'] }, ['us-federal-marketing']],
  ])('are %s', (_, fields, wanted) => {
    expect(ids(fields)).toEqual(wanted);
  });

  it('are also those of the area code where the law presumes it and the policy wants it', () => {
    const elsewhere = { regions: ['US-NY'] };

    expect(ids(elsewhere)).toEqual(['us-federal-marketing', 'us-ny-marketing']);
    expect(ids(elsewhere, law({ presumeAreaCode: true }))).toContain('us-fl-marketing');
    expect(ids({ ...elsewhere, phoneE164: '+15025550123' }, law({ presumeAreaCode: true }))).not.toContain(
      'us-ky-marketing',
    );
  });

  it('come with where they are written', () => {
    const [rule] = dialingPermission(request({ regions: ['US-FL'] }), law()).rulesApplied.filter(
      ({ id }) => id === 'us-fl-marketing',
    );

    expect(rule).toMatchObject({
      outcome: 'open',
      citation: expect.stringContaining('Fla. Stat. 501.616(6)'),
    });
  });

  it('must be there when the policy wants one for every region', () => {
    const norway = request({ phoneE164: '+4721234567' });

    expect(dialingPermission(norway, law()).allowed).toBe(true);
    expect(dialingPermission(norway, law({ requireRule: true }))).toMatchObject({
      reason: 'outside_window',
      nextAllowedAt: null,
      trace: expect.arrayContaining([expect.stringContaining('no rule sets hours in NO')]),
    });
    expect(dialingPermission(request({ regions: ['US-FL', 'NO'] }), law({ requireRule: true })).allowed).toBe(
      false,
    );
    expect(dialingPermission(request(), law({ requireRule: true })).allowed).toBe(true);
  });

  it('hold from their first day to their last', () => {
    const [florida] = CALLING_HOURS.filter(({ id }) => id === 'us-fl-marketing');
    const night = new Date('2026-09-16T05:00:00Z');
    const reasonOn = (fields: Partial<CallingRule>) =>
      dialingPermission(request({ instant: night }), law({ rules: [{ ...florida!, ...fields }] })).reason;

    expect(reasonOn({ effectiveFrom: '2026-09-16' })).toBe('outside_window');
    expect(reasonOn({ effectiveFrom: '2026-09-17' })).toBe('allowed');
    expect(reasonOn({ effectiveTo: '2026-09-16' })).toBe('outside_window');
    expect(reasonOn({ effectiveTo: '2026-09-15' })).toBe('allowed');
  });
});

describe('caps, consent and registers of the rules', () => {
  const attempts = [1, 2, 3].map((hours) => ({
    at: new Date(request().instant.getTime() - hours * 3_600_000),
    customer: 'customer-1',
    subject: 'offer-1',
  }));

  it('three calls about one subject in 24 hours are enough in Florida', () => {
    const about = (subject: string) => dialingPermission(request({ attempts, subject }), law());

    expect(about('offer-1')).toMatchObject({
      reason: 'frequency_limit',
      caps: [{ id: 'us-fl-marketing:3/PT24H', used: 3, max: 3 }],
      nextAllowedAt: new Date('2026-09-17T13:00:00Z'),
    });
    expect(about('offer-2').reason).toBe('allowed');
  });

  it('the product asks for 60 minutes between two calls about a sensor', () => {
    const alert = request({ purpose: 'informational', attempts: attempts.slice(0, 1) });
    const sooner = { ...alert, instant: new Date(alert.instant.getTime() - 1) };

    expect(dialingPermission(alert, law()).reason).toBe('allowed');
    expect(dialingPermission(sooner, law()).reason).toBe('frequency_limit');
  });

  it.each<[string, Partial<PermissionRequest>, string]>([
    ['Germany wants consent', { regions: ['DE'] }, 'consent_missing'],
    ['Germany has it', { regions: ['DE'], consent: { level: 'express' } }, 'allowed'],
    [
      'Connecticut wants it in writing',
      { regions: ['US-CT'], consent: { level: 'express' } },
      'consent_missing',
    ],
    [
      'a machine wants it in writing',
      { dialingMode: 'prerecorded', consent: { level: 'express' } },
      'consent_missing',
    ],
    ['an agent needs none in Florida', { dialingMode: 'agent' }, 'allowed'],
    ['an unknown mode may be a machine', {}, 'consent_missing'],
  ])('consent, by rule: %s', (_, fields, reason) => {
    const noon = new Date('2026-09-16T12:00:00Z');
    const instant = fields.regions?.[0] === 'DE' ? noon : request().instant;
    const zone = fields.regions?.[0] === 'DE' ? { explicitTimeZone: 'Europe/Berlin' } : {};

    expect(
      dialingPermission(request({ ...fields, ...zone, instant }), law({ requireConsent: 'by_rule' })).reason,
    ).toBe(reason);
  });

  it.each<[string, Partial<PermissionRequest>, string]>([
    ['asked for live calls', { dialingMode: 'agent' }, 'data_stale'],
    ['not for recorded ones', { dialingMode: 'prerecorded' }, 'allowed'],
    ['not for other purposes', { purpose: 'informational' }, 'allowed'],
  ])('the register, by rule: %s', (_, fields, reason) => {
    expect(dialingPermission(request(fields), law({ requireRegistry: 'by_rule' })).reason).toBe(reason);
  });
});

describe('holidays', () => {
  const inPennsylvania = (date: string) =>
    dialingPermission(request({ phoneE164: '+12155550123', instant: new Date(`${date}T18:00:00Z`) }), law());

  it.each([
    ['Good Friday', '2026-04-03'],
    ['Flag Day, observed', '2026-06-15'],
    ['Election Day', '2026-11-03'],
    ['Thanksgiving', '2027-11-25'],
  ])('in Pennsylvania %s is one', (_, date) => {
    const permission = inPennsylvania(date);

    expect(permission.reason).toBe('outside_window');
    expect(permission.rulesApplied).toContainEqual(
      expect.objectContaining({ id: 'us-pa-marketing', outcome: 'holiday' }),
    );
    expect(permission.trace.join()).toContain(
      `us-pa-marketing: holiday in America/New_York, where it is ${date}`,
    );
  });

  it('are also the dates a policy adds', () => {
    const added = law({ holidayDates: ['2026-09-16'] });

    expect(dialingPermission(request({ phoneE164: '+12155550123' }), added).reason).toBe('outside_window');
    expect(dialingPermission(request(), added).reason).toBe('allowed');
    expect(
      dialingPermission(
        request({ phoneE164: '+12155550123', instant: new Date('2026-11-26T18:00:00Z') }),
        added,
      ).reason,
    ).toBe('outside_window');
  });

  it('an ordinary day is none, nor is a holiday of another state', () => {
    expect(inPennsylvania('2026-04-02').reason).toBe('allowed');
    expect(inPennsylvania('2026-07-24').reason).toBe('allowed');
  });

  it('the day before one has the hours of a Saturday in Italy', () => {
    const italy = (time: string) =>
      dialingPermission(
        request({ phoneE164: '+390612345678', instant: new Date(`2026-12-07T${time}Z`) }),
        law(),
      ).reason;

    expect(['08:30', '09:00', '17:59', '18:00'].map(italy)).toEqual([
      'outside_window',
      'allowed',
      'allowed',
      'outside_window',
    ]);
  });

  it('prerecorded calls to Nebraska have the hours of a Sunday', () => {
    const nebraska = (instant: string) =>
      dialingPermission(
        request({ phoneE164: '+14025550123', dialingMode: 'prerecorded', instant: new Date(instant) }),
        law(),
      ).reason;

    expect(['2026-11-26T18:59:00Z', '2026-11-26T19:00:00Z', '2026-11-25T18:00:00Z'].map(nebraska)).toEqual([
      'outside_window',
      'allowed',
      'allowed',
    ]);
  });
});

describe('a holiday list that has ended', () => {
  const after = request({ phoneE164: '+12155550123', instant: new Date('2029-01-10T18:00:00Z') });

  it('refuses, and says what to extend', () => {
    const permission = dialingPermission(after, law());

    expect(permission).toMatchObject({ reason: 'data_stale', nextAllowedAt: null });
    expect(permission.rulesApplied).toContainEqual(
      expect.objectContaining({ id: 'us-pa-marketing', outcome: 'stale' }),
    );
    expect(permission.trace.join()).toContain('us-pa-marketing has a holiday list: extend it');
  });

  it('leaves alone who needs none, and who is told dates instead', () => {
    const { holidays: _, ...dated } = law({ holidayDates: ['2026-12-25'] });

    expect(dialingPermission({ ...after, regions: ['US-FL'] }, law()).reason).toBe('allowed');
    expect(dialingPermission(after, dated).reason).toBe('allowed');
    expect(dialingPermission(after, law({ holidayDates: ['2026-12-25'] })).reason).toBe('data_stale');
  });

  it('ends the permission, and the search for the next', () => {
    const lastDay = { ...after, instant: new Date('2028-12-31T18:00:00Z') };
    const lastNight = { ...after, instant: new Date('2029-01-01T03:00:00Z') };

    expect(dialingPermission(lastDay, law())).toMatchObject({ allowed: true });
    expect(dialingPermission(lastNight, law())).toMatchObject({
      reason: 'outside_window',
      nextAllowedAt: null,
    });
  });

  it('that is missing is one that has ended', () => {
    const { reason } = dialingPermission(
      request({ phoneE164: '+12155550123' }),
      law({ holidays: { version: 'none', calendars: {} } }),
    );

    expect(reason).toBe('data_stale');
  });
});
