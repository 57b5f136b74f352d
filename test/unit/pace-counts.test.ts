import { expect, it } from '@jest/globals';
import type { PaceState } from '../../functions/ports/pace-book.ts';
import { counted, paceReading } from '../../functions/runtime/pace-counts.ts';
import { UNUSED } from '../../functions/runtime/pacing.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-11-21T12:00:30Z');

const withCounts = (counts: PaceState['counts']): PaceState => ({ ...UNUSED, counts });

it('reads a budget nobody has drawn on as zeros', () => {
  expect(paceReading(undefined, NOW)).toEqual({ requests: 0, throttled: 0, breakerOpen: 0 });
});

it('tells of the last whole minute, not of the one that runs', () => {
  const two = counted(counted(undefined, 'slots', NOW), 'slots', NOW);
  const held = counted(two, 'holds', NOW);

  expect(paceReading(withCounts(held), NOW)).toMatchObject({ requests: 0, throttled: 0 });
  expect(paceReading(withCounts(held), NOW + MINUTE)).toMatchObject({ requests: 2, throttled: 1 });
});

it('forgets a minute that is longer ago', () => {
  const one = counted(undefined, 'slots', NOW);

  expect(paceReading(withCounts(one), NOW + 2 * MINUTE).requests).toBe(0);
  expect(counted(one, 'slots', NOW + 5 * MINUTE)).toMatchObject({ slots: 1, last: { slots: 0 } });
});

it('keeps the counts of a minute that a slower clock is still in', () => {
  const one = counted(undefined, 'slots', NOW);

  expect(counted(one, 'slots', NOW - MINUTE)).toMatchObject({ minute: one.minute, slots: 2 });
});

it.each([
  ['closed', { kind: 'closed', since: 0, sent: 1, failed: 0 }, 0],
  ['open', { kind: 'open', until: NOW, opened: 1 }, 1],
  ['probing', { kind: 'probing', until: NOW, opened: 1 }, 1],
] as const)('says whether a breaker that is %s lets requests through', (_, breaker, breakerOpen) => {
  expect(paceReading({ ...UNUSED, breaker }, NOW).breakerOpen).toBe(breakerOpen);
});
