import { byLocalTime } from '../../local/seed.ts';

const WINDOW = { opensAt: '08:00', closesAt: '20:00' };
const ids = (people: readonly { readonly customerId: string }[]) =>
  people.map(({ customerId }) => customerId);

describe('the seeded customers', () => {
  it('have someone well inside the window and someone well outside at every quarter of an hour, summer or winter', () => {
    const year = Date.parse('2026-01-01T00:00:00Z');
    const quarters = Array.from({ length: 96 }, (_, quarter) => quarter * 15 * 60_000);
    const everyFifthDay = Array.from({ length: 73 }, (_, fifth) => year + fifth * 5 * 86_400_000);
    const moments = everyFifthDay.flatMap((day) => quarters.map((quarter) => new Date(day + quarter)));

    const lonely = moments.filter((now) => {
      const { day, night } = byLocalTime(now, WINDOW);
      return day.length === 0 || night.length === 0;
    });

    expect(lonely).toEqual([]);
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
