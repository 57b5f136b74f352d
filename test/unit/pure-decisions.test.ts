import { describe, expect, it } from '@jest/globals';
import { bodyHash } from '../../functions/admission/body-hash.ts';
import { isTooDeep, pruned } from '../../functions/admission/nesting.ts';
import { isFromTheFuture, isStale } from '../../functions/alert/age.ts';
import { classify } from '../../functions/alert/classify.ts';
import { waitMs } from '../../functions/alert/waiting.ts';
import { routeCall } from '../../functions/enrichment/route-call.ts';
import { nextBusinessDay } from '../../functions/follow-up/business-day.ts';
import { followUpTask } from '../../functions/follow-up/follow-up-task.ts';
import { SensorAlert } from '../../functions/messages/sensor-alert.ts';
import { fullJitterMs } from '../../functions/runtime/retry.ts';
import {
  alertClass,
  alertClasses,
  alertRecord,
  at,
  decision,
  MINUTE,
  sensorAlert,
  tierRules,
} from '../support/builders.ts';

describe('bodyHash', () => {
  const telemetryData = { currentValue: 91.5, threshold: 80, unit: 'celsius' };

  it.each<[string, Partial<SensorAlert>]>([
    ['key', { idempotencyKey: 'other' }],
    ['sensor', { sensorId: 'other' }],
    ['customer', { customerId: 'other' }],
    ['type', { alertType: 'other' }],
    ['instant', { timestamp: '2025-11-18T15:00:00.001Z' }],
    ['value', { telemetryData: { ...telemetryData, currentValue: 91.6 } }],
    ['unknown telemetry', { telemetryData: { ...telemetryData, probe: 1 } }],
    ['nested telemetry', { telemetryData: { ...telemetryData, probe: { a: [1, 2] } } }],
  ])('changes with the %s', (_, fields) => {
    expect(bodyHash(sensorAlert(fields))).not.toBe(bodyHash(sensorAlert()));
  });

  it('tells the order of lists apart, but not that of keys', () => {
    const hash = (probe: unknown) => bodyHash(sensorAlert({ telemetryData: { ...telemetryData, probe } }));

    expect(hash([1, 2])).not.toBe(hash([2, 1]));
    expect(hash({ a: 1, b: 2 })).toBe(hash({ b: 2, a: 1 }));
    expect(hash({ a: '1' })).not.toBe(hash({ a: 1 }));
    expect(hash({ a: null })).not.toBe(hash({}));
  });

  it('does not change with fields the schema does not know', () => {
    expect(bodyHash(SensorAlert.parse({ ...sensorAlert(), firmware: 2 }))).toBe(bodyHash(sensorAlert()));
  });
});

describe('nesting', () => {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : { in: nested(levels - 1) });

  it.each([
    [32, false],
    [33, true],
  ])('of %i levels is too deep: %s', (levels, tooDeep) => {
    expect(isTooDeep(nested(levels))).toBe(tooDeep);
  });

  it('is cut where it is too deep, and nowhere else', () => {
    expect(pruned({ a: [1, { b: 2 }], c: 'd' })).toEqual({ a: [1, { b: 2 }], c: 'd' });
    expect(pruned({ a: { b: { c: 1 } } }, 2)).toEqual({ a: { b: null } });
  });
});

describe('age', () => {
  it.each([
    [240 * MINUTE, false],
    [240 * MINUTE + 1, true],
    [-MINUTE, false],
  ])('of %i ms is stale: %s', (ageMs, stale) => {
    expect(isStale(at(-ageMs), at(), 240 * MINUTE)).toBe(stale);
  });

  it.each([
    [5 * MINUTE, false],
    [5 * MINUTE + 1, true],
  ])('%i ms ahead is from the future: %s', (aheadMs, future) => {
    expect(isFromTheFuture(at(aheadMs), at())).toBe(future);
  });
});

describe('classify', () => {
  it.each([
    ['temp_critical', 'temp_critical'],
    ['TEMP_CRITICAL', 'default'],
    ['default', 'default'],
    ['valueOf', 'default'],
  ])('%s is treated as %s', (alertType, name) => {
    expect(classify(alertType, alertClasses()).name).toBe(name);
  });
});

describe('routeCall', () => {
  const leak = alertClass({ skillIds: ['plumbing'], priority: 40 });
  it.each([
    ['standard', 'class_route', 'field-service', ['plumbing']],
    ['enterprise', 'tier_route', 'enterprise-service', ['plumbing', 'senior']],
    [undefined, 'review_missing_tier', 'tier-review', ['plumbing']],
    ['  ', 'review_missing_tier', 'tier-review', ['plumbing']],
    ['gold', 'review_unknown_tier', 'tier-review', ['plumbing']],
    ['toString', 'review_unknown_tier', 'tier-review', ['plumbing']],
  ])('of tier %s is %s', (tier, verdict, routingQueue, skillIds) => {
    expect(routeCall(tier, leak, tierRules())).toEqual({ verdict, routingQueue, skillIds, priority: 40 });
  });

  it('of a tier with skills alone stays in the queue of the class', () => {
    const rules = tierRules({ byTier: { gold: { skillIds: ['vip'] } } });

    expect(routeCall('gold', leak, rules)).toMatchObject({
      routingQueue: 'field-service',
      skillIds: ['plumbing', 'vip'],
      verdict: 'tier_route',
    });
  });
});

describe('nextBusinessDay', () => {
  it.each([
    ['2025-11-17T12:00:00Z', 'UTC', '2025-11-18'],
    ['2025-11-20T23:59:59Z', 'UTC', '2025-11-21'],
    ['2025-11-21T00:00:00Z', 'UTC', '2025-11-24'],
    ['2025-11-22T12:00:00Z', 'UTC', '2025-11-24'],
    ['2025-11-23T12:00:00Z', 'UTC', '2025-11-24'],
    ['2025-12-31T12:00:00Z', 'UTC', '2026-01-01'],
    ['2028-02-28T12:00:00Z', 'UTC', '2028-02-29'],
    ['2025-11-21T11:00:00Z', 'Pacific/Kiritimati', '2025-11-24'],
    ['2025-11-20T11:00:00Z', 'Pacific/Kiritimati', '2025-11-24'],
    ['2026-03-08T06:59:59Z', 'America/New_York', '2026-03-09'],
    ['2025-11-21T02:00:00Z', 'nowhere', '2025-11-24'],
  ])('after %s in %s is %s', (after, zone, day) => {
    expect(nextBusinessDay(new Date(after), zone)).toBe(day);
  });
});

describe('waiting', () => {
  it('grows with the tries, up to a limit, and is never nothing', () => {
    const waits = [0, 1, 2, 5, 10, 100].map((tries) => waitMs(tries, undefined, 0.999999));

    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits.at(-1)).toBeLessThanOrEqual(11 * MINUTE);
    expect(waitMs(0, undefined, 0)).toBeGreaterThan(0);
  });

  it('is never shorter than what was asked for', () => {
    expect(waitMs(0, 20 * MINUTE, 0)).toBe(20 * MINUTE);
    expect(waitMs(100, 1, 0.5)).toBeGreaterThan(MINUTE);
  });

  it.each([
    [1, 0, 0],
    [1, 0.5, 1000],
    [3, 0.5, 4000],
    [50, 0.5, 30_000],
  ])('on try %i with chance %f jitters %i ms', (attempt, fraction, ms) => {
    expect(fullJitterMs(attempt, 2000, 60_000, fraction)).toBe(ms);
  });
});

describe('followUpTask', () => {
  const cased = alertRecord({ state: 'CASE_PENDING', why: 'stale', decidedAt: at(), decision: decision() });
  const task = (fields: Parameters<typeof alertRecord>[0] = {}) =>
    followUpTask({ ...cased, ...fields }, 'UTC');

  it('is the same however often and whenever it is computed', () => {
    expect(task()).toEqual(task());
  });

  it('is shared by alerts of one customer, sensor, day and kind', () => {
    expect(task({ key: 'other', alertType: 'other', why: 'disarmed' }).externalId).toBe(task().externalId);
  });

  it.each([
    ['customer', { customerId: 'other' }],
    ['sensor', { sensorId: 'other' }],
    ['day', { decidedAt: at(24 * 60 * MINUTE) }],
    ['kind', { why: 'unconfirmed' }],
  ])('is another for another %s', (_, fields) => {
    expect(task(fields).externalId).not.toBe(task().externalId);
  });
});
