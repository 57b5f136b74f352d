import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { permissionAt } from '../../functions/compliance/permission-at.ts';
import { offsetMs } from '../../functions/compliance/wall-clock.ts';
import { CHANGES, ERAS, type PermissionCase, permissionCase, ZONES } from '../support/permission-cases.ts';
import { clockTable, scan } from '../support/permission-oracle.ts';

const tables = ERAS.map(({ from, days }) => clockTable(ZONES, from, days));

function scanned({ zones, request, policy }: PermissionCase) {
  const at = request.instant.getTime();
  const table = tables.find(({ from, minutes }) => at >= from && at < from + minutes * 60_000);
  if (!table) throw new Error('the case lies outside every stretch');
  return scan(table, zones, request, policy);
}

describe('an oracle that looks at every minute', () => {
  it('agrees on 20,000 cases: whether, when next, and until when', () => {
    let refused = 0;

    fc.assert(
      fc.property(permissionCase, (asked) => {
        const { zones, request, policy } = asked;
        const permission = permissionAt(zones, request, policy);
        const { allowed, next, closes } = scanned(asked);

        const said = {
          allowed: permission.allowed,
          next: permission.allowed ? undefined : (permission.nextAllowedAt?.getTime() ?? null),
          closes: permission.validUntil?.getTime(),
        };
        refused += allowed ? 0 : 1;
        // Plain comparison: an assertion for each of so many cases takes longer than the cases.
        const agrees = said.allowed === allowed && said.closes === closes && (allowed || said.next === next);
        if (!agrees) expect(said).toEqual({ allowed, next: allowed ? undefined : next, closes });
      }),
      { numRuns: 20_000 },
    );
    expect(refused).toBeGreaterThan(4000);
    expect(refused).toBeLessThan(16_000);
  });

  it('is asked about clocks that go forward and back', () => {
    const moved = CHANGES.map(([zone, at]) => {
      const change = Date.parse(at);
      return Math.sign(offsetMs(change, zone) - offsetMs(change - 1000, zone));
    });

    expect(moved.filter((sign) => sign === 0)).toEqual([]);
    expect(new Set(moved)).toEqual(new Set([1, -1]));
  });
});
