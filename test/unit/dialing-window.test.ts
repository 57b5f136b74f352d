import { describe, expect, it } from '@jest/globals';
import { isOpen, nextClosing, nextOpening } from '../../functions/compliance/dialing-window.ts';

const DAY = { opensAt: '08:00', closesAt: '20:00' };
const utc = (text: string): Date => new Date(text);

describe('isOpen', () => {
  it.each([
    ['2025-11-18T07:59:59.999Z', false],
    ['2025-11-18T08:00:00.000Z', true],
    ['2025-11-18T12:00:00.000Z', true],
    ['2025-11-18T19:59:59.999Z', true],
    ['2025-11-18T20:00:00.000Z', false],
    ['2025-11-18T00:00:00.000Z', false],
  ])('at %s in UTC is %s', (instant, open) => {
    expect(isOpen(DAY, ['UTC'], utc(instant))).toBe(open);
  });

  it.each([
    ['Asia/Kolkata, 5:30 ahead', 'Asia/Kolkata', '2025-11-18T02:30:00Z'],
    ['Asia/Kathmandu, 5:45 ahead', 'Asia/Kathmandu', '2025-11-18T02:15:00Z'],
    ['Australia/Lord_Howe, 11:00 ahead in summer', 'Australia/Lord_Howe', '2025-11-17T21:00:00Z'],
    ['Australia/Lord_Howe, 10:30 ahead in winter', 'Australia/Lord_Howe', '2025-06-17T21:30:00Z'],
    ['America/St_Johns, 3:30 behind', 'America/St_Johns', '2025-11-18T11:30:00Z'],
    ['Pacific/Kiritimati, 14:00 ahead', 'Pacific/Kiritimati', '2025-11-17T18:00:00Z'],
    ['Pacific/Chatham, 13:45 ahead in summer', 'Pacific/Chatham', '2025-11-17T18:15:00Z'],
  ])('opens on the second in %s', (_, zone, opening) => {
    const at = utc(opening).getTime();

    expect([at - 1, at].map((ms) => isOpen(DAY, [zone], new Date(ms)))).toEqual([false, true]);
  });

  it('needs every zone to be open', () => {
    const zones = ['America/New_York', 'America/Los_Angeles'];

    const open = ['15:59', '16:00', '00:59'].map((time) =>
      isOpen(DAY, zones, utc(`2025-11-${time < '12' ? 19 : 18}T${time}:00Z`)),
    );

    expect(open).toEqual([false, true, true]);
    expect(isOpen(DAY, zones, utc('2025-11-19T01:00:00Z'))).toBe(false);
  });

  it('is open all day from 00:00 to 24:00', () => {
    const always = { opensAt: '00:00', closesAt: '24:00' };

    expect(isOpen(always, ['UTC'], utc('2025-11-18T00:00:00Z'))).toBe(true);
    expect(isOpen(always, ['UTC'], utc('2025-11-18T23:59:59Z'))).toBe(true);
    expect(nextClosing(always, ['UTC'], utc('2025-11-18T12:00:00Z'))).toBeNull();
  });
});

describe('nextOpening', () => {
  it.each([
    ['the same morning', '2025-11-18T12:00:00Z', '2025-11-18T13:00:00Z'],
    ['the next morning', '2025-11-19T01:00:00Z', '2025-11-19T13:00:00Z'],
    ['the next whole minute', '2025-11-18T12:59:59.001Z', '2025-11-18T13:00:00Z'],
    ['over the spring change, an hour sooner', '2026-03-08T01:30:00Z', '2026-03-08T12:00:00Z'],
    ['over the autumn change, an hour later', '2025-11-02T00:30:00Z', '2025-11-02T13:00:00Z'],
  ])('is %s', (_, from, opening) => {
    expect(nextOpening(DAY, ['America/New_York'], utc(from))).toEqual(utc(opening));
  });

  it('is behind the gap when the window opens within it', () => {
    const night = { opensAt: '02:30', closesAt: '20:00' };

    const opening = nextOpening(night, ['America/New_York'], utc('2026-03-08T05:00:00Z'));

    expect(opening).toEqual(utc('2026-03-08T07:00:00Z'));
  });

  it('is null where two zones are never open together', () => {
    const short = { opensAt: '08:00', closesAt: '09:00' };

    expect(nextOpening(short, ['America/New_York', 'Asia/Tokyo'], utc('2025-11-18T00:00:00Z'))).toBeNull();
  });
});

describe('nextClosing', () => {
  it.each([
    ['the same evening', '2025-11-18T15:00:00Z', '2025-11-19T01:00:00Z'],
    ['on the day of the spring change', '2026-03-08T12:00:00Z', '2026-03-09T00:00:00Z'],
    ['on the day of the autumn change', '2025-11-02T13:00:00Z', '2025-11-03T01:00:00Z'],
  ])('is %s', (_, from, closing) => {
    expect(nextClosing(DAY, ['America/New_York'], utc(from))).toEqual(utc(closing));
  });

  it('is the closing of the zone that closes first', () => {
    const zones = ['America/Los_Angeles', 'America/New_York'];

    expect(nextClosing(DAY, zones, utc('2025-11-18T17:00:00Z'))).toEqual(utc('2025-11-19T01:00:00Z'));
  });
});

describe('the night the clock goes back', () => {
  const zone = ['America/New_York'];

  it('opens again when the repeated hour lies in the window', () => {
    const early = { opensAt: '00:15', closesAt: '01:30' };

    expect(nextOpening(early, zone, utc('2025-11-02T05:30:00Z'))).toEqual(utc('2025-11-02T06:00:00Z'));
  });

  it('closes early when the repeated hour lies before the window', () => {
    const late = { opensAt: '01:30', closesAt: '23:00' };

    expect(nextClosing(late, zone, utc('2025-11-02T05:40:00Z'))).toEqual(utc('2025-11-02T06:00:00Z'));
  });
});
