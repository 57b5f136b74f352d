import { describe, expect, it } from '@jest/globals';
import { canonicalZone, isTimeZone, offsetMs, wallClock } from '../../functions/compliance/wall-clock.ts';

describe('a time zone', () => {
  it.each([
    'America/New_York',
    'America/Argentina/Buenos_Aires',
    'Asia/Calcutta',
    'US/Pacific',
    'Etc/GMT+5',
    'UTC',
    'GMT',
    'EST5EDT',
    'Zulu',
    'NZ-CHAT',
  ])('is %s', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['a blank', ' '],
    ['a name nobody gave', 'Mars/Olympus_Mons'],
    ['a misspelt name', 'America/NewYork'],
    ['small letters', 'america/new_york'],
    ['an offset', '+05:30'],
    ['an offset of UTC', 'UTC+5'],
    ['three letters that mean India, Israel and Ireland', 'IST'],
    ['three letters that mean Britain and Bangladesh', 'BST'],
    ['three letters of the Pacific coast', 'PST'],
    ['a zone of another system', 'SystemV/PST8PDT'],
    ['a name with more behind it', 'America/New_York\n'],
  ])('is not %s', (_, name) => {
    expect(isTimeZone(name)).toBe(false);
  });

  it('has one name of several', () => {
    expect(canonicalZone('Canada/Pacific')).toBe(canonicalZone('America/Vancouver'));
  });
});

describe('a clock', () => {
  it('is as far ahead of UTC as what it shows', () => {
    const at = new Date('2026-07-01T12:34:56.789Z');

    expect(offsetMs(at.getTime(), 'Asia/Kathmandu')).toBe((5 * 60 + 45) * 60_000);
    expect(wallClock(at, 'Asia/Kathmandu')).toEqual({
      date: '2026-07-01',
      secondOfDay: 18 * 3600 + 19 * 60 + 56,
    });
  });

  it('shows a time before 1970, too', () => {
    expect(offsetMs(-1, 'America/New_York')).toBe(-5 * 3_600_000);
  });
});
