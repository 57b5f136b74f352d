import { readFileSync } from 'node:fs';
import { byLocalTime } from '../../local/seed.ts';

const SAMPLE: { readonly contacts: readonly { readonly externalContactId: string }[] } = JSON.parse(
  readFileSync(new URL('../../events/preview-contacts.json', import.meta.url), 'utf8'),
);
const WINDOW = { opensAt: '08:00', closesAt: '20:00' };
const ids = (people: readonly { readonly customerId: string }[]) =>
  people.map(({ customerId }) => customerId);

/** Every quarter of an hour of every fifth day of a year. */
function moments(): readonly Date[] {
  const year = Date.parse('2026-01-01T00:00:00Z');
  const quarters = Array.from({ length: 96 }, (_, quarter) => quarter * 15 * 60_000);
  const everyFifthDay = Array.from({ length: 73 }, (_, fifth) => year + fifth * 5 * 86_400_000);
  return everyFifthDay.flatMap((day) => quarters.map((quarter) => new Date(day + quarter)));
}

describe('the seeded customers', () => {
  it('have someone well inside the window and someone well outside at every quarter of an hour, summer or winter', () => {
    const lonely = moments().filter((now) => {
      const { day, night } = byLocalTime(now, WINDOW);
      return day.length === 0 || night.length === 0;
    });

    expect(lonely).toEqual([]);
  });

  it('of the sample push are such that a contact of each route may be called at any time', () => {
    const pushed = SAMPLE.contacts.map(({ externalContactId }) => externalContactId);

    const missing = moments().filter((now) => {
      const day = byLocalTime(now, WINDOW).day.filter(({ customerId }) => pushed.includes(customerId));
      return !['enterprise', 'standard'].every((tier) => day.some(({ accountTier }) => accountTier === tier));
    });

    expect(missing).toEqual([]);
  });

  it('are in neither list when their window opens or closes within a quarter of an hour', () => {
    const london = 'CUST-9981';
    const closing = byLocalTime(new Date('2026-11-21T19:47:00Z'), WINDOW);
    const opening = byLocalTime(new Date('2026-11-21T07:50:00Z'), WINDOW);

    for (const { day, night } of [closing, opening]) {
      expect(ids(day)).not.toContain(london);
      expect(ids(night)).not.toContain(london);
    }
  });

  it('are day or night otherwise', () => {
    expect(ids(byLocalTime(new Date('2026-11-21T19:30:00Z'), WINDOW).day)).toContain('CUST-9981');
    expect(ids(byLocalTime(new Date('2026-11-21T20:02:00Z'), WINDOW).night)).toContain('CUST-9981');
  });
});
