import { describe, expect, it } from '@jest/globals';
import type { Cap, RuleCap } from '../../functions/compliance/calling-rule.ts';
import { capUse, policyCap, ruleCap } from '../../functions/compliance/caps.ts';
import { durationMs } from '../../functions/compliance/duration.ts';
import type { Attempt, PermissionRequest } from '../../functions/compliance/permission.ts';
import { permissionAt } from '../../functions/compliance/permission-at.ts';
import { at, HOUR, MINUTE, NEW_YORK, windowPolicy } from '../support/builders.ts';

const made = (atMs: number, fields: Partial<Attempt> = {}): Attempt => ({
  at: at(atMs),
  customer: 'customer-1',
  subject: 'sensor-1',
  ...fields,
});
const request = (
  attempts: readonly Attempt[],
  fields: Partial<PermissionRequest> = {},
): PermissionRequest => ({
  instant: at(),
  phoneE164: '+12025550111',
  purpose: 'informational',
  attempts,
  ...fields,
});
const hourly: Cap = { id: 'hour', max: 1, rolling: 'PT60M', scope: 'subject' };
const daily: Cap = { id: 'day', max: 3, rolling: 'PT24H', scope: 'customer' };
const ofRule = (fields: Partial<RuleCap>): RuleCap => ({
  max: 1,
  period: 'P1D',
  rolling: true,
  counts: 'attempts',
  ...fields,
});
const verdict = (asked: PermissionRequest, ...caps: readonly Cap[]) =>
  permissionAt([NEW_YORK], asked, { ...windowPolicy({ closingMarginSeconds: 0 }), caps });

describe('a rolling cap', () => {
  it.each([
    ['59:59.999 ago', -HOUR + 1, 'frequency_limit'],
    ['exactly 60 minutes ago', -HOUR, 'allowed'],
    ['now', 0, 'frequency_limit'],
    ['in a moment, by another clock', 500, 'frequency_limit'],
  ])('after a call %s', (_, ago, reason) => {
    expect(verdict(request([made(ago)]), hourly).reason).toBe(reason);
  });

  it('says how far it is used up and when it allows a call again', () => {
    const { caps, nextAllowedAt } = verdict(request([made(-10 * MINUTE), made(-2 * HOUR)]), hourly, daily);

    expect(caps).toEqual([
      { id: 'hour', used: 1, max: 1, resetsAt: at(50 * MINUTE) },
      { id: 'day', used: 2, max: 3 },
    ]);
    expect(nextAllowedAt).toEqual(at(50 * MINUTE));
  });

  it('counts the newest: the third call from the end must leave the period', () => {
    const attempts = [-20, -5, -11, -3].map((hours) => made(hours * HOUR));

    expect(verdict(request(attempts), daily).nextAllowedAt).toEqual(new Date('2025-11-19T13:00:00Z'));
    expect(verdict(request(attempts), daily).caps[0]).toMatchObject({ used: 4, resetsAt: at(13 * HOUR) });
  });

  it('counts in exact time over a change of clocks', () => {
    const instant = new Date('2025-11-02T15:00:00Z');
    const before = [24, 23.999].map((hours) => made(instant.getTime() - at().getTime() - hours * HOUR));
    const one = { ...daily, max: 1 };

    expect(verdict(request(before.slice(0, 1), { instant }), one).reason).toBe('allowed');
    expect(verdict(request(before, { instant }), one).reason).toBe('frequency_limit');
  });

  it('waits for the window after it, in whole minutes', () => {
    const evening = request([made(9.5 * HOUR + 1)], { instant: at(9.75 * HOUR) });

    expect(verdict(evening, hourly).nextAllowedAt).toEqual(new Date('2025-11-19T13:00:00Z'));
    expect(verdict(request([made(-1)]), hourly).nextAllowedAt).toEqual(at(HOUR));
    expect(verdict(request([made(1)]), hourly).nextAllowedAt).toEqual(at(HOUR + MINUTE));
  });

  it.each([
    ['another sensor', { subject: 'sensor-2' }, 'allowed', 'frequency_limit'],
    ['another customer', { customer: 'customer-2' }, 'allowed', 'allowed'],
    ['the same', {}, 'frequency_limit', 'frequency_limit'],
  ])('of a sensor, and of a customer, after a call about %s', (_, other, ofSensor, ofCustomer) => {
    const asked = request([made(-1, other)], { customer: 'customer-1', subject: 'sensor-1' });

    expect(verdict(asked, hourly).reason).toBe(ofSensor);
    expect(verdict(asked, { ...hourly, scope: 'customer' }).reason).toBe(ofCustomer);
  });

  it('counts every attempt when it is not told whom and what the call is about', () => {
    const asked = request([made(-1, { customer: 'customer-2', subject: 'sensor-2' })]);

    expect(verdict(asked, hourly).reason).toBe('frequency_limit');
  });

  it('of none at all is never released', () => {
    const none = { ...daily, max: 0 };

    expect(verdict(request([]), none)).toMatchObject({
      reason: 'frequency_limit',
      nextAllowedAt: null,
      caps: [{ used: 0, max: 0, resetsAt: null }],
    });
  });
});

describe('a cap of a rule', () => {
  const used = (cap: RuleCap, asked: PermissionRequest, zones: readonly string[] = [NEW_YORK]) =>
    capUse(ruleCap('rule', cap), asked, zones);

  it('of 0 is a ban after what it counts', () => {
    const ban = ofRule({ max: 0, period: 'P60D', counts: 'refusals' });
    const refused = made(-HOUR, { outcome: 'refused' });

    expect(used(ban, request([made(-HOUR)])).blockedUntil).toBe(Number.NEGATIVE_INFINITY);
    expect(used(ban, request([refused])).use).toEqual({
      id: 'rule:0/P60D',
      used: 1,
      max: 0,
      resetsAt: at(60 * 24 * HOUR - HOUR),
    });
    expect(used(ban, request([made(-60 * 24 * HOUR, { outcome: 'refused' })])).use).not.toHaveProperty(
      'resetsAt',
    );
  });

  it.each([
    ['conversations', 'conversation'],
    ['abandoned', 'abandoned'],
    ['refusals', 'refused'],
  ] as const)('about %s counts those alone', (counts, outcome) => {
    const cap = ofRule({ max: 1, counts });

    expect(used(cap, request([made(-1, { outcome })])).use.used).toBe(1);
    expect(used(cap, request([made(-1)])).use.used).toBe(0);
  });

  it('of calendar days ends at midnight, in the last of the zones', () => {
    const today = ofRule({ rolling: false });
    const asked = request([made(-HOUR)]);

    expect(used(today, asked).use.resetsAt).toEqual(new Date('2025-11-19T05:00:00Z'));
    expect(used(today, asked, [NEW_YORK, 'America/Los_Angeles']).use.resetsAt).toEqual(
      new Date('2025-11-19T08:00:00Z'),
    );
    expect(used(today, request([made(-16 * HOUR)])).use).toEqual({ id: 'rule:1/P1D', used: 0, max: 1 });
  });

  it('of calendar days ends when the clock has passed midnight for good', () => {
    const instant = new Date('2026-04-05T02:30:00Z');
    const evening = request([{ ...made(0), at: new Date('2026-04-05T02:00:00Z') }], { instant });

    expect(used(ofRule({ rolling: false }), evening, ['America/Santiago']).use.resetsAt).toEqual(
      new Date('2026-04-05T04:00:00Z'),
    );
  });

  it('may be lifted by consent', () => {
    const cap = ofRule({ liftedByConsent: true });
    const asked = request([made(-1)]);

    expect(used(cap, asked).use.used).toBe(1);
    expect(used(cap, { ...asked, consent: { level: 'express' } }).blockedUntil).toBe(
      Number.NEGATIVE_INFINITY,
    );
    expect(used(cap, { ...asked, consent: { level: 'express', revokedAt: at() } }).use.used).toBe(1);
  });

  it('without a scope to compute with counts every subject', () => {
    const asked = request([made(-1, { subject: 'sensor-2' })], { subject: 'sensor-1' });

    expect(used(ofRule({ scope: 'same subject' }), asked).use.used).toBe(1);
    expect(used(ofRule({ key: 'subject' }), asked).use.used).toBe(0);
  });
});

describe('a duration', () => {
  it.each([
    ['PT60M', HOUR],
    ['PT24H', 24 * HOUR],
    ['P7D', 7 * 24 * HOUR],
    ['P1W', 7 * 24 * HOUR],
    ['P1DT2H3M4S', 26 * HOUR + 3 * MINUTE + 4000],
    ['P9999D', 9999 * 24 * HOUR],
  ])('%s', (text, wanted) => {
    expect(durationMs(text)).toBe(wanted);
  });

  it.each(['', 'P', 'PT', 'P1M', 'PT0S', '60', 'PT-1H', 'PT1.5H', 'pt1h', 60, null])('is not %j', (text) => {
    expect(durationMs(text)).toBeUndefined();
  });

  it('that nobody could read would block for good', () => {
    expect(policyCap({ ...hourly, rolling: 'an hour' }).periodMs).toBe(Number.POSITIVE_INFINITY);
  });
});
