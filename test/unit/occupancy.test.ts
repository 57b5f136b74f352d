import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextReading, type OccupancyRules, throttleAt } from '../../functions/observation/occupancy.ts';
import type { OccupancyReading, Throttle } from '../../functions/ports/occupancy-book.ts';
import { at, MINUTE, SECOND } from '../support/builders.ts';

const rules: OccupancyRules = { slowPercent: 80, stopPercent: 90, freePercent: 75, maxAgeMs: MINUTE };

/** The throttle after each reading of a trace, one every `everyMs`. */
function traced(percents: readonly number[], everyMs = 30 * SECOND): Throttle[] {
  let reading: OccupancyReading | undefined;
  return percents.map((percent, index) => {
    reading = nextReading(reading, percent, rules, at(index * everyMs));
    return reading.throttle;
  });
}

describe('the occupancy of a routing queue', () => {
  it('halves the standard lane, stops it and lets it go again, each once', () => {
    expect(traced([60, 79.9, 80, 85, 90, 95, 92, 85, 80, 76, 75, 70])).toEqual([
      'free',
      'free',
      'half',
      'half',
      'stopped',
      'stopped',
      'stopped',
      'stopped',
      'stopped',
      'stopped',
      'free',
      'free',
    ]);
  });

  it('jumping to 95 stops it at once', () => {
    expect(traced([60, 95])).toEqual(['free', 'stopped']);
  });

  it('that swings wildly lets it go once a minute at most', () => {
    expect(traced([95, 60, 95, 60, 95, 60, 95], 20 * SECOND)).toEqual([
      'stopped',
      'stopped',
      'stopped',
      'free',
      'stopped',
      'stopped',
      'stopped',
    ]);
  });

  it('changes the lane back and forth no more than once in any minute, whatever is read', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 60 }), (percents) => {
        const throttles = traced(percents, 10 * SECOND);
        const freed = throttles.flatMap((throttle, index) =>
          throttle === 'free' && index > 0 && throttles[index - 1] !== 'free' ? [index * 10 * SECOND] : [],
        );

        for (const [index, instant] of freed.slice(1).entries()) {
          expect(instant - (freed[index] ?? 0)).toBeGreaterThanOrEqual(MINUTE);
        }
      }),
    );
  });

  it.each<[string, number, Throttle]>([
    ['as old as it may be', MINUTE, 'free'],
    ['older', MINUTE + 1, 'stopped'],
  ])('whose reading is %s: %i ms is %s', (_, ageMs, throttle) => {
    const reading = nextReading(undefined, 10, rules, at());

    expect(throttleAt(reading, rules, at(ageMs))).toBe(throttle);
  });

  it('that was never read counts as 90 per cent', () => {
    expect(throttleAt(undefined, rules, at())).toBe('stopped');
    expect(throttleAt(undefined, { ...rules, stopPercent: 95 }, at())).toBe('half');
  });

  it('with an outdated reading is never freer than the reading was', () => {
    const reading = nextReading(undefined, 99, { ...rules, stopPercent: 95 }, at());

    expect(throttleAt(reading, { ...rules, stopPercent: 95 }, at(MINUTE + 1))).toBe('stopped');
  });
});
