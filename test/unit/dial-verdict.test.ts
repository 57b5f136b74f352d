import { describe, expect, it } from '@jest/globals';
import { permissionRequest } from '../../functions/compliance/called-party.ts';
import { dialVerdict, isUnknown, releaseAt } from '../../functions/compliance/dial-verdict.ts';
import { at, calledParty, customer, MINUTE, NEW_YORK, SECOND, windowPolicy } from '../support/builders.ts';

const MARGIN_MS = 5 * SECOND;
const verdictAt = (instant: string, policy = windowPolicy()) =>
  dialVerdict([NEW_YORK], permissionRequest(calledParty(), new Date(instant)), policy, MARGIN_MS);

describe('the verdict right now', () => {
  it.each([
    ['2025-11-18T12:59:59.999Z', 'refuse'],
    ['2025-11-18T13:00:00.000Z', 'wait'],
    ['2025-11-18T13:00:04.999Z', 'wait'],
    ['2025-11-18T13:00:05.000Z', 'dial'],
    ['2025-11-19T00:54:59.999Z', 'dial'],
    ['2025-11-19T00:55:00.000Z', 'refuse'],
    ['2025-11-19T00:59:59.999Z', 'refuse'],
    ['2025-11-19T01:00:00.000Z', 'refuse'],
  ])('at %s is %s', (instant, kind) => {
    expect(verdictAt(instant).kind).toBe(kind);
  });

  it('within the closing margin is that of the closing: outside the window until tomorrow', () => {
    expect(verdictAt('2025-11-19T00:56:00Z')).toMatchObject({
      kind: 'refuse',
      permission: { reason: 'outside_window' },
      nextAllowedAt: new Date('2025-11-19T13:00:00Z'),
    });
  });

  it('to wait says until when: longer than the margin from now', () => {
    expect(verdictAt('2025-11-18T13:00:01Z')).toMatchObject({ until: new Date('2025-11-18T13:00:06Z') });
  });

  it('around the clock is to dial at midnight too', () => {
    const always = windowPolicy({ opensAt: '00:00', closesAt: '24:00' });

    expect(verdictAt('2025-11-18T05:00:00Z', always).kind).toBe('dial');
  });

  it('refused for another reason has no next opening', () => {
    const request = permissionRequest(calledParty({ customer: customer({ doNotDisturb: true }) }), at());

    const verdict = dialVerdict([NEW_YORK], request, windowPolicy(), MARGIN_MS);

    expect(verdict).toMatchObject({ kind: 'refuse', permission: { reason: 'do_not_disturb' } });
    expect(verdict).not.toHaveProperty('nextAllowedAt');
  });
});

describe('a refusal', () => {
  const closed = verdictAt('2025-11-18T12:50:00Z');

  it.each([
    ['outlives the opening', '2025-11-18T13:00:00.001Z', true],
    ['ends with the opening', '2025-11-18T13:00:00.000Z', false],
    ['ends before', '2025-11-18T12:59:00Z', false],
  ])('of a closed window gives back a slot that %s', (_, slotUntil, released) => {
    if (closed.kind !== 'refuse') throw new Error('the window should be closed');

    expect(releaseAt(closed, new Date(slotUntil))).toEqual(
      released ? { releaseAt: new Date('2025-11-18T13:00:00Z') } : {},
    );
  });
});

describe('a do-not-disturb flag', () => {
  it.each([
    [5 * MINUTE, false],
    [5 * MINUTE + 1, true],
    [-MINUTE, false],
  ])('read %i ms ago is unknown: %s', (ageMs, unknown) => {
    expect(isUnknown(at(-ageMs), at(), 5 * MINUTE)).toBe(unknown);
  });
});
