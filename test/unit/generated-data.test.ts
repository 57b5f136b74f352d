import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { callingHoursModule } from '../../bin/generate/calling-hours.ts';
import { easterSunday } from '../../bin/generate/easter.ts';
import { generatedFiles } from '../../bin/generate/generated-files.ts';
import { holidayDates, holidaysModule } from '../../bin/generate/holidays.ts';
import { CALLING_HOURS } from '../../functions/compliance/generated/calling-hours.ts';
import { HOLIDAYS } from '../../functions/compliance/generated/holidays.ts';

const ROOT = join(import.meta.dirname, '../..');
const files = generatedFiles();

describe('the checked-in data', () => {
  it.each(files.map(({ path, text }) => [path, text]))(
    '%s is what `npm run generate` makes',
    (path, text) => {
      expect(readFileSync(join(ROOT, path), 'utf8') === text).toBe(true);
    },
  );

  it('holds no file that nobody makes', () => {
    const there = readdirSync(join(ROOT, 'functions/compliance/generated')).toSorted();

    expect(there.map((name) => `functions/compliance/generated/${name}`)).toEqual(
      files.map(({ path }) => path).toSorted(),
    );
  });

  it('keeps the licence of what it was made from', () => {
    expect(readFileSync(join(ROOT, 'data/phone-timezones/LICENSE'), 'utf8')).toContain('Apache License');
    for (const name of ['phone-prefixes.ts', 'regions.ts']) {
      const text = files.find(({ path }) => path.endsWith(name))?.text ?? '';
      expect(text).toMatch(/format changed[\s\S]*Copyright \(C\)[\s\S]*Apache License 2\.0/);
    }
  });
});

describe('the default rules', () => {
  it('are 44, each with a citation, and with forms for caps and consent', () => {
    expect(CALLING_HOURS).toHaveLength(44);
    expect(CALLING_HOURS.filter(({ citations }) => citations.length === 0)).toEqual([]);
    expect(CALLING_HOURS.flatMap(({ frequencyCaps }) => frequencyCaps).filter(({ key }) => !key)).toEqual([]);
    expect(CALLING_HOURS.filter(({ needs }) => needs?.consent).map(({ id }) => id)).toEqual([
      'us-federal-marketing',
      'us-ct-marketing',
      'us-md-marketing',
      'gb-marketing',
      'de-marketing',
      'fr-marketing',
      'es-marketing',
    ]);
  });

  const rule = {
    id: 'a',
    jurisdiction: 'US',
    purposes: ['marketing'],
    channels: ['any'],
    windows: null,
    holidays: { treatment: 'normal', calendar: null },
    frequencyCaps: [],
    consent: null,
    areaCodePresumption: false,
    effectiveFrom: null,
    effectiveTo: null,
    citations: [],
  };
  const made = (fields: object, forms: object) =>
    callingHoursModule(
      JSON.stringify({ asOf: '2026-01-01', rules: [{ ...rule, ...fields }] }),
      JSON.stringify({ forms }),
    );
  const cap = { max: 1, period: 'P1D', rolling: true, counts: 'attempts' };

  it.each([
    ['a cap in words only', { frequencyCaps: [cap] }, {}, 'a needs 1 caps'],
    ['consent in words only', { consent: 'Written.' }, {}, 'a needs a form of "Written."'],
    ['a form of no rule', {}, { b: {} }, 'there is no rule b'],
  ])('are not made from %s', (_, fields, forms, message) => {
    expect(() => made(fields, forms)).toThrow(message);
  });

  it('may say why a text asks for nothing', () => {
    expect(made({ consent: 'None.' }, { a: { noNeeds: 'there is none' } })).toContain('"id":"a"');
  });
});

describe('holidays', () => {
  it.each([
    [2026, '2026-04-05'],
    [2027, '2027-03-28'],
    [2028, '2028-04-16'],
    [2038, '2038-04-25'],
    [2285, '2285-03-22'],
  ])('Easter of %d is on %s', (year, date) => {
    expect(easterSunday(year).toISOString().slice(0, 10)).toBe(date);
  });

  it.each<[string, Parameters<typeof holidayDates>[0][number], readonly string[]]>([
    [
      'a Saturday, kept on Friday',
      { name: '', on: '07-04', observed: 'nearest_weekday' },
      ['2026-07-03', '2026-07-04'],
    ],
    [
      'a Sunday, kept on Monday',
      { name: '', on: '11-01', observed: 'next_monday' },
      ['2026-11-01', '2026-11-02'],
    ],
    [
      'a Saturday, kept on Monday',
      { name: '', on: '07-04', observed: 'next_weekday' },
      ['2026-07-04', '2026-07-06'],
    ],
    ['a Saturday, kept as it is', { name: '', on: '07-04', observed: 'next_monday' }, ['2026-07-04']],
    ['a day of the week', { name: '', on: '11-11', observed: 'nearest_weekday' }, ['2026-11-11']],
    ['the third Monday', { name: '', nth: 3, weekday: 'mon', month: 1 }, ['2026-01-19']],
    ['the last Monday', { name: '', nth: -1, weekday: 'mon', month: 5 }, ['2026-05-25']],
    [
      'the day after the first Monday',
      { name: '', nth: 1, weekday: 'mon', month: 11, plusDays: 1 },
      ['2026-11-03'],
    ],
    ['the Wednesday before', { name: '', weekdayBefore: 'wed', on: '11-23' }, ['2026-11-18']],
    ['two days before Easter', { name: '', easter: -2 }, ['2026-04-03']],
    ['dates as they are', { name: '', dates: ['2027-01-02'] }, ['2027-01-02']],
  ])('%s', (_, holiday, dates) => {
    expect(holidayDates([holiday], [2026])).toEqual(dates);
  });

  it('the Wednesday before a Wednesday is a week earlier', () => {
    expect(holidayDates([{ name: '', weekdayBefore: 'wed', on: '11-23' }], [2022])).toEqual(['2022-11-16']);
  });

  it('are there for every calendar a rule names, until the end of 2028', () => {
    const named = CALLING_HOURS.flatMap(({ holidays }) => holidays.calendar ?? []);

    expect(new Set(Object.keys(HOLIDAYS.calendars))).toEqual(new Set(named));
    for (const { until, dates } of Object.values(HOLIDAYS.calendars)) {
      expect(until).toBe('2028-12-31');
      expect(new Set(dates.map((date) => date.slice(0, 4)))).toEqual(new Set(['2026', '2027', '2028']));
    }
  });

  it('are not made for calendars that no rule names, nor without one that a rule names', () => {
    const source = JSON.stringify({
      asOf: '2026-01-01',
      years: [2026],
      calendars: { a: { basis: '', days: [] } },
    });

    expect(() => holidaysModule(source, new Set())).toThrow('differ in a');
    expect(() => holidaysModule(source, new Set(['a', 'b']))).toThrow('differ in b');
  });
});
