import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type DialingWindow,
  isOpen,
  nextClosing,
  nextOpening,
} from '../../functions/compliance/dialing-window.ts';

const MINUTE_MS = 60_000;
const SCANNED_MINUTES = 26 * 60;

/** Whole hours, half and quarter hours, no summer time, summer time by half an hour, and change at midnight. */
const ZONES = [
  'UTC',
  'America/New_York',
  'America/Los_Angeles',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Santiago',
  'America/Havana',
  'Europe/Berlin',
  'Africa/Cairo',
  'Asia/Beirut',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
];

/** Nights on which a zone changes its clocks: the instant, UTC. */
const CHANGES: readonly (readonly [string, string])[] = [
  ['America/New_York', '2025-11-02T06:00Z'],
  ['America/New_York', '2026-03-08T07:00Z'],
  ['America/St_Johns', '2025-11-02T04:30Z'],
  ['America/Havana', '2025-11-02T05:00Z'],
  ['America/Santiago', '2025-04-06T03:00Z'],
  ['America/Santiago', '2025-09-07T04:00Z'],
  ['Europe/Berlin', '2025-10-26T01:00Z'],
  ['Europe/Berlin', '2026-03-29T01:00Z'],
  ['Asia/Beirut', '2025-10-25T21:00Z'],
  ['Australia/Lord_Howe', '2025-04-05T15:00Z'],
  ['Australia/Lord_Howe', '2025-10-04T15:30Z'],
  ['Pacific/Auckland', '2025-04-05T14:00Z'],
];

/** One question: the window, the zones and the instant. */
interface Question {
  readonly hours: DialingWindow;
  readonly of: readonly string[];
  readonly from: Date;
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const windowOf = (quarter: fc.Arbitrary<number>): fc.Arbitrary<DialingWindow> =>
  fc
    .uniqueArray(quarter, { minLength: 2, maxLength: 2 })
    .map((quarters) => quarters.toSorted((a, b) => a - b).map((count) => clock(count * 15)))
    .map(([opensAt = '', closesAt = '']) => ({ opensAt, closesAt }));

const anyTime: fc.Arbitrary<Question> = fc.record({
  hours: fc.oneof(fc.constant({ opensAt: '08:00', closesAt: '20:00' }), windowOf(fc.nat({ max: 96 }))),
  of: fc.uniqueArray(fc.constantFrom(...ZONES), { minLength: 1, maxLength: 2 }),
  from: fc.date({ min: new Date('2025-01-01'), max: new Date('2026-12-31'), noInvalidDate: true }),
});
/** Windows that begin or end in the night, asked about close to the change. */
const nightOfChange: fc.Arbitrary<Question> = fc
  .record({
    hours: fc.oneof(windowOf(fc.nat({ max: 12 })), windowOf(fc.oneof(fc.nat({ max: 12 }), fc.constant(80)))),
    change: fc.constantFrom(...CHANGES),
    seconds: fc.integer({ min: -5400, max: 1800 }),
  })
  .map(({ hours, change: [zone, at], seconds }) => ({
    hours,
    of: [zone],
    from: new Date(Date.parse(at) + seconds * 1000),
  }));

/** The first minute from `from` on at which the window is open, or closed, by looking at every single one. */
function scan(window: DialingWindow, of: readonly string[], from: number, open: boolean) {
  for (let minute = 0; minute <= SCANNED_MINUTES; minute++) {
    const at = new Date(from + minute * MINUTE_MS);
    if (isOpen(window, of, at) === open) return at;
  }
  return undefined;
}

describe.each([
  ['at any time', anyTime, 80],
  ['in a night that changes the clocks', nightOfChange, 300],
])('%s', (_, question, numRuns) => {
  it('the window opens next at the first open minute', () => {
    fc.assert(
      fc.property(question, ({ hours, of, from }) => {
        const wholeMinute = Math.ceil(from.getTime() / MINUTE_MS) * MINUTE_MS;

        expectFirst(nextOpening(hours, of, from), scan(hours, of, wholeMinute, true), wholeMinute);
      }),
      { numRuns },
    );
  });

  it('the window closes next at the first closed minute', () => {
    fc.assert(
      fc.property(question, ({ hours, of, from }) => {
        fc.pre(isOpen(hours, of, from));
        const nextMinute = Math.floor(from.getTime() / MINUTE_MS) * MINUTE_MS + MINUTE_MS;

        expectFirst(nextClosing(hours, of, from), scan(hours, of, nextMinute, false), nextMinute);
      }),
      { numRuns },
    );
  });
});

function expectFirst(found: Date | null, scanned: Date | undefined, from: number): void {
  if (scanned) expect(found).toEqual(scanned);
  else expect(found === null || found.getTime() > from + SCANNED_MINUTES * MINUTE_MS).toBe(true);
}
