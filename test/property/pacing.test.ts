import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Caller } from '../../functions/messages/settings.ts';
import { slotIntervalMs } from '../../functions/runtime/lanes.ts';
import { flood, type Greedy, perMinute } from '../support/pace-flood.ts';
import { mostWithin, paceRules } from '../support/pace-rules.ts';

const MINUTE = 60_000;
const rules = paceRules();
/** What really leaves in a minute when all clocks agree. */
const RATE = MINUTE / slotIntervalMs(rules);

const OTHERS: readonly Caller[] = ['standard', 'recovery', 'control', 'previews', 'reports', 'observation'];
const lane = fc.constantFrom<Caller>('critical', ...OTHERS, 'segments');

const worker = (skewMs: number, lateMs: number): fc.Arbitrary<Greedy> =>
  fc
    .record({
      caller: lane,
      offsetMs: fc.integer({ min: -skewMs, max: skewMs }),
      batch: fc.integer({ min: 1, max: 10 }),
      patienceMs: fc.integer({ min: 500, max: 25_000 }),
      fromMs: fc.integer({ min: 0, max: 2 * MINUTE }),
      seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    })
    .map(({ seed, ...one }) => ({ ...one, lateMs: drawn(seed, lateMs) }));

/** Numbers below `below`, the same again for the same seed. */
function drawn(seed: number, below: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return below === 0 ? 0 : state % below;
  };
}

const workers = (skewMs: number, lateMs: number) =>
  fc.array(worker(skewMs, lateMs), { minLength: 1, maxLength: 12 });

describe('whoever asks for whatever', () => {
  it('no minute of real time sees more than the budget, with clocks two seconds off and late departures', () => {
    fc.assert(
      fc.property(workers(2000, 5000), fc.integer({ min: 10, max: 600 }), (greedy, requestsPerMinute) => {
        const departures = flood(greedy, { ...rules, requestsPerMinute }, 5 * MINUTE);

        expect(
          mostWithin(
            departures.map(({ atMs }) => atMs),
            MINUTE,
          ),
        ).toBeLessThanOrEqual(requestsPerMinute);
      }),
      { numRuns: 150 },
    );
  });

  it('no second sees more than its part of the budget, with clocks that agree', () => {
    fc.assert(
      fc.property(workers(0, 0), (greedy) => {
        const departures = flood(greedy, rules, 3 * MINUTE);

        expect(
          mostWithin(
            departures.map(({ atMs }) => atMs),
            1000,
          ),
        ).toBeLessThanOrEqual(4);
      }),
      { numRuns: 100 },
    );
  });

  it('critical requests never take the last tenth', () => {
    fc.assert(
      fc.property(workers(2000, 0), (greedy) => {
        const critical = greedy.map((one): Greedy => ({ ...one, caller: 'critical' }));

        const left = flood(critical, rules, 5 * MINUTE).map(({ atMs }) => atMs);

        expect(mostWithin(left, MINUTE)).toBeLessThanOrEqual(0.9 * rules.requestsPerMinute);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a flood of everything at once', () => {
  /** As many at once as the deployed workers: five deliveries of five critical alerts, two of five others. */
  const everybody: readonly Greedy[] = [
    ...Array.from({ length: 5 }, (): Greedy => ({ caller: 'critical' })),
    ...[...OTHERS, 'segments' as const].flatMap((caller): Greedy[] => [{ caller }, { caller }]),
  ];

  it('leaves critical requests nine tenths and all others together a tenth', () => {
    const rates = perMinute(flood(everybody, rules, 10 * MINUTE), MINUTE, 10 * MINUTE);
    const { critical = 0, ...others } = rates;
    const rest = Object.values(others).reduce((sum, rate) => sum + rate, 0);

    expect(critical / RATE).toBeGreaterThan(0.88);
    expect(rest / RATE).toBeGreaterThan(0.085);
  });

  it('never lets a few critical requests wait for long', () => {
    const few: Greedy[] = [
      ...everybody.filter(({ caller }) => caller !== 'critical'),
      { caller: 'critical', batch: 1 },
    ];

    const waits = flood(few, rules, 10 * MINUTE).filter(({ caller }) => caller === 'critical');

    expect(waits.length).toBeGreaterThan(60);
    expect(Math.max(...waits.map(({ waitedMs }) => waitedMs))).toBeLessThan(3000);
  });

  it('without critical requests gives each its share', () => {
    const rates = perMinute(
      flood(
        everybody.filter(({ caller }) => caller !== 'critical'),
        rules,
        10 * MINUTE,
      ),
      MINUTE,
      10 * MINUTE,
    );

    for (const caller of OTHERS) {
      const share = ((rules.shares[caller] ?? 0) / 100) * RATE;
      expect((rates[caller] ?? 0) / share).toBeGreaterThan(0.85);
    }
  });

  it('without anybody else lends one caller everything', () => {
    const rates = perMinute(
      flood([{ caller: 'reports' }, { caller: 'reports' }], rules, 5 * MINUTE),
      0,
      5 * MINUTE,
    );

    expect((rates.reports ?? 0) / RATE).toBeGreaterThan(0.95);
  });

  it('gives back what was lent as soon as its owner asks', () => {
    const back = 5 * MINUTE;
    const greedy: Greedy[] = [
      { caller: 'reports' },
      { caller: 'reports' },
      { caller: 'standard', fromMs: back },
      { caller: 'standard', fromMs: back },
    ];

    const departures = flood(greedy, rules, 8 * MINUTE);
    const first = departures.find(({ caller }) => caller === 'standard');

    expect((first?.atMs ?? 0) - back).toBeLessThan(2000);
    const standard = perMinute(departures, back, 8 * MINUTE).standard ?? 0;
    expect(standard / (0.6 * RATE)).toBeGreaterThan(0.95);
  });

  it('holds a limited queue to its own rate while others of its lane go on', () => {
    const limit = { name: 'field-service', perMinute: 120 };
    const departures = flood(
      [
        { caller: 'standard', limit },
        { caller: 'standard', limit },
      ],
      rules,
      5 * MINUTE,
    );

    expect(
      mostWithin(
        departures.map(({ atMs }) => atMs),
        MINUTE,
      ),
    ).toBeLessThanOrEqual(120);
    expect(departures.length / 5 / 120).toBeGreaterThan(0.8);
  });
});
