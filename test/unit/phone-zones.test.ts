import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { correctedRows, lookupRows } from '../../bin/generate/phone-prefixes.ts';
import { phoneZones } from '../../functions/compliance/phone-zones.ts';
import { isWithin, numberRegions } from '../../functions/compliance/regions.ts';
import { isTimeZone } from '../../functions/compliance/wall-clock.ts';

const file = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../data/phone-timezones', name), 'utf8');
const rows = correctedRows(file('map_data.txt'), file('overrides.json'));
const lookup = lookupRows(rows);
const names = (phone: string) => phoneZones(phone).map(({ zone }) => zone);

/** The zones of the longest prefix, the plain way. */
function longest(map: ReadonlyMap<string, readonly string[]>, digits: string): readonly string[] {
  for (let length = digits.length; length > 0; length--) {
    const zones = map.get(digits.slice(0, length));
    if (zones) return zones;
  }
  return [];
}

describe('the zones of a number', () => {
  it.each<[string, string, readonly string[], string]>([
    ['a landline: its prefix', '+61255501234', ['Australia/Sydney'], 'prefix'],
    ['a landline of a prefix with two', '+61865501234', ['Australia/Adelaide', 'Australia/Perth'], 'prefix'],
    ['under +1: the whole area code', '+18502005550', ['America/Chicago', 'America/New_York'], 'area_code'],
    ['a mobile of Jamaica: its area code', '+18765550123', ['America/Jamaica'], 'area_code'],
    ['a mobile of Brazil: its prefix', '+5511961234567', ['America/Sao_Paulo'], 'prefix'],
  ])('%s', (_, phone, zones, source) => {
    expect(phoneZones(phone)).toEqual(zones.map((zone) => ({ zone, source })));
  });

  it.each([
    ['a mobile of Australia, whatever its prefix says', '+61491570006', 9],
    ['a mobile of Russia', '+79161234567', 17],
    ['a freephone number of North America', '+18005550199', 42],
    ['a mobile of Spain', '+34612345678', 2],
  ])('%s: all of the calling code', (_, phone, count) => {
    const zones = phoneZones(phone);

    expect(zones).toHaveLength(count);
    expect(new Set(zones.map(({ source }) => source))).toEqual(new Set(['calling_code']));
  });

  it.each([
    ['a satellite phone', '+870773111632'],
    ['a freephone number of no country', '+80012345678'],
  ])('%s: none', (_, phone) => {
    expect(phoneZones(phone)).toEqual([]);
  });

  it.each([
    ['one digit too many', '+121255501234'],
    ['an exchange nobody has', '+12120550123'],
    ['a zero of another country left in', '+4402079460958'],
    ['a number that costs the caller extra', '+19002345678'],
    ['blanks', '+1 212 555 0123'],
    ['an extension', '+12125550123;ext=1'],
    ['nothing', ''],
  ])('%s: no number', (_, phone) => {
    expect(phoneZones(phone)).toEqual([{ zone: '', source: 'invalid_phone' }]);
  });

  it.each([
    ['Morocco', '+212522345678', ['Africa/Casablanca', 'Africa/El_Aaiun']],
    ['Algeria', '+21321234567', ['Africa/Algiers']],
    ['South Sudan', '+211971234567', ['Africa/Juba']],
    ['Kaliningrad', '+74012345678', ['Europe/Kaliningrad']],
  ])('the corrections hold for %s', (_, phone, zones) => {
    expect(names(phone)).toEqual(zones);
  });

  it('the three territories of one area code have all their clocks', () => {
    expect(names('+18674441234')).toEqual(
      expect.arrayContaining([
        'America/Edmonton',
        'America/Toronto',
        'America/Whitehorse',
        'America/Winnipeg',
      ]),
    );
  });
});

describe('the compact table', () => {
  it('says of every prefix of the source what the source says', () => {
    const others = [...rows.keys()].filter((prefix) => !prefix.startsWith('1'));
    const differing = others.filter(
      (prefix) => longest(lookup, prefix).toSorted().join() !== longest(rows, prefix).toSorted().join(),
    );

    expect(others.length).toBeGreaterThan(1200);
    expect(differing).toEqual([]);
    expect(lookup.size).toBeLessThan(rows.size * 0.6);
  });

  it('has under +1 every zone of every exchange of an area code', () => {
    const missing = [...rows]
      .filter(([prefix]) => prefix.startsWith('1') && prefix.length >= 4)
      .filter(([prefix, zones]) => !zones.every((zone) => lookup.get(prefix.slice(0, 4))?.includes(zone)));

    expect(missing).toEqual([]);
    expect([...lookup.keys()].filter((prefix) => prefix.startsWith('1') && prefix.length > 4)).toEqual([]);
  });

  it('names zones the runtime knows', () => {
    expect([...new Set([...lookup.values()].flat())].filter((zone) => !isTimeZone(zone))).toEqual([]);
  });
});

describe('a source that no longer fits', () => {
  const overrides = (fields: object): string => JSON.stringify({ replace: [], add: [], ...fields });

  it.each([
    ['a row that is none', '49|Europe/Berlin\n49', overrides({}), 'not a row: 49'],
    [
      'a correction of what has been corrected',
      '212|Africa/Casablanca\n',
      overrides({ replace: [{ prefix: '212', zones: ['UTC'], was: ['Atlantic/Canary'] }] }),
      '212 is no longer Atlantic/Canary',
    ],
    [
      'an addition to no row',
      '49|Europe/Berlin\n',
      overrides({ add: [{ prefix: '7', zones: ['UTC'] }] }),
      'there is no row 7 to add to',
    ],
  ])('is refused: %s', (_, map, corrections, message) => {
    expect(() => correctedRows(map, corrections)).toThrow(message);
  });
});

describe('the regions of a number', () => {
  it.each([
    ['an area code', '+13055550123', ['US-FL']],
    ['an area code of several territories', '+18675550123', ['CA-NT', 'CA-NU', 'CA-YT']],
    ['a calling code', '+33199001234', ['FR']],
    ['a calling code of several countries', '+442079460958', ['GB', 'GG', 'IM', 'JE']],
    ['no region', '+870773111632', []],
    ['nothing', '', []],
  ])('are those of %s', (_, phone, regions) => {
    expect(numberRegions(phone)).toEqual(regions);
  });

  it('under +1 without an area code are all its countries', () => {
    expect(numberRegions('+18005550199')).toEqual(expect.arrayContaining(['US', 'CA', 'JM']));
  });

  it.each([
    ['US-FL', 'US-FL', true],
    ['US-FL', 'US', true],
    ['US-FL', '*', true],
    ['US', 'US-FL', false],
    ['US-FL', 'US-F', false],
  ])('%s is within %s: %s', (region, jurisdiction, wanted) => {
    expect(isWithin(region, jurisdiction)).toBe(wanted);
  });
});
