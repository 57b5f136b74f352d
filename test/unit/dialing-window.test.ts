import { describe, expect, it } from '@jest/globals';
import { steadyOffsetMs, steadySpans } from '../../functions/compliance/clock-changes.ts';
import { openSpans, windowHours } from '../../functions/compliance/dialing-window.ts';
import { offsetMs } from '../../functions/compliance/wall-clock.ts';

const DAY = { opensAt: '08:00', closesAt: '20:00' };
const ms = (text: string): number => Date.parse(text);

/** When a window is open in a zone, as UTC texts. */
function open(
  window: { opensAt: string; closesAt: string },
  zone: string,
  from: string,
  to: string,
): string[] {
  return openSpans(zone, windowHours(window), { from: ms(from), to: ms(to) }).map((span) =>
    [span.from, span.to].map((at) => new Date(at).toISOString().replace(':00.000Z', 'Z')).join(' '),
  );
}

describe('a window', () => {
  it('is open from its start to before its end', () => {
    expect(open(DAY, 'UTC', '2025-11-18T00:00Z', '2025-11-20T00:00Z')).toEqual([
      '2025-11-18T08:00Z 2025-11-18T20:00Z',
      '2025-11-19T08:00Z 2025-11-19T20:00Z',
    ]);
  });

  it('is cut where the question is', () => {
    expect(open(DAY, 'UTC', '2025-11-18T09:30Z', '2025-11-19T09:00Z')).toEqual([
      '2025-11-18T09:30Z 2025-11-18T20:00Z',
      '2025-11-19T08:00Z 2025-11-19T09:00Z',
    ]);
    expect(open(DAY, 'UTC', '2025-11-18T20:00Z', '2025-11-19T08:00Z')).toEqual([]);
  });

  it.each([
    ['Asia/Kolkata, 5:30 ahead', 'Asia/Kolkata', '2025-11-18T02:30Z'],
    ['Asia/Kathmandu, 5:45 ahead', 'Asia/Kathmandu', '2025-11-18T02:15Z'],
    ['Australia/Lord_Howe, 11:00 ahead in summer', 'Australia/Lord_Howe', '2025-11-17T21:00Z'],
    ['Australia/Lord_Howe, 10:30 ahead in winter', 'Australia/Lord_Howe', '2025-06-17T21:30Z'],
    ['America/St_Johns, 3:30 behind', 'America/St_Johns', '2025-11-18T11:30Z'],
    ['Pacific/Kiritimati, 14:00 ahead', 'Pacific/Kiritimati', '2025-11-17T18:00Z'],
    ['Pacific/Chatham, 13:45 ahead in summer', 'Pacific/Chatham', '2025-11-17T18:15Z'],
  ])('opens by the clock of %s', (_, zone, opening) => {
    const later = new Date(ms(opening) + 60 * 60_000).toISOString();

    expect(open(DAY, zone, new Date(ms(opening) - 3_600_000).toISOString(), later)).toEqual([
      `${opening} ${later.replace(':00.000Z', 'Z')}`,
    ]);
  });

  it('is open without a break from 00:00 to 24:00', () => {
    const always = { opensAt: '00:00', closesAt: '24:00' };

    expect(open(always, 'Europe/Berlin', '2026-03-25T00:00Z', '2026-04-02T00:00Z')).toEqual([
      '2026-03-25T00:00Z 2026-04-02T00:00Z',
    ]);
  });
});

describe('in a night that changes the clocks of New York', () => {
  const spring = ['2026-03-08T05:00Z', '2026-03-08T12:00Z'] as const;
  const autumn = ['2026-11-01T04:00Z', '2026-11-01T12:00Z'] as const;

  it.each([
    [
      'opens behind the gap it should open in',
      '02:30',
      '05:00',
      spring,
      ['2026-03-08T07:00Z 2026-03-08T09:00Z'],
    ],
    [
      'closes before the gap it should close in',
      '01:00',
      '02:30',
      spring,
      ['2026-03-08T06:00Z 2026-03-08T07:00Z'],
    ],
    ['never opens within the gap', '02:15', '02:45', spring, []],
    [
      'opens twice when all of it is shown twice',
      '01:15',
      '01:45',
      autumn,
      ['2026-11-01T05:15Z 2026-11-01T05:45Z', '2026-11-01T06:15Z 2026-11-01T06:45Z'],
    ],
    [
      'closes and opens again when it ends in the hour shown twice',
      '00:15',
      '01:30',
      autumn,
      ['2026-11-01T04:15Z 2026-11-01T05:30Z', '2026-11-01T06:00Z 2026-11-01T06:30Z'],
    ],
    [
      'closes for a while when it begins in the hour shown twice',
      '01:30',
      '04:00',
      autumn,
      ['2026-11-01T05:30Z 2026-11-01T06:00Z', '2026-11-01T06:30Z 2026-11-01T09:00Z'],
    ],
  ])('%s', (_, opensAt, closesAt, [from, to], spans) => {
    expect(open({ opensAt, closesAt }, 'America/New_York', from, to)).toEqual(spans);
  });
});

describe('the steady spans of a zone', () => {
  it('meet at the second the clock changes', () => {
    const range = { from: ms('2026-10-20T00:00Z'), to: ms('2026-11-20T00:00Z') };

    expect(steadySpans('America/New_York', range)).toEqual([
      { from: range.from, to: ms('2026-11-01T06:00Z'), offsetMs: -4 * 3_600_000 },
      { from: ms('2026-11-01T06:00Z'), to: range.to, offsetMs: -5 * 3_600_000 },
    ]);
  });

  it.each(['Australia/Lord_Howe', 'Africa/Casablanca', 'America/Santiago', 'Asia/Gaza', 'Antarctica/Troll'])(
    'know every change of %s',
    (zone) => {
      const hours = Array.from({ length: 24 * 365 }, (_, hour) => ms('2026-01-01T00:30Z') + hour * 3_600_000);

      expect(hours.filter((at) => steadyOffsetMs(zone, at) !== offsetMs(at, zone))).toEqual([]);
    },
  );

  it('are none of a zone that is none', () => {
    expect(() => steadySpans('Mars/Olympus', { from: 0, to: 1 })).toThrow(RangeError);
  });
});
