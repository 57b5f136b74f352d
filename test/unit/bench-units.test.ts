import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { nodeOutput } from '../../bin/bench/node-child.ts';

interface Report {
  readonly outcomes: Readonly<Record<string, { readonly writes: number; readonly index: number }>>;
  readonly largestItemBytes: number;
}

const report: Report = JSON.parse(
  await nodeOutput(['--no-warnings', join(import.meta.dirname, '../bench/ledger-units.ts')]),
);

describe('the ledger', () => {
  it.each([
    // Every alert is counted by an index as it comes and as it ends: 2, or 1 where it ends as it comes. Of those of a
    // placed one another is the change from the partition of open alerts to that of waiting calls.
    ['placed', 4, 5],
    // The second is the count on the alert that owns the slot.
    ['suppressed', 2, 1],
    ['duplicate', 1, 0],
    // The fifth is the follow-up's own record, which keeps a task from being opened twice.
    ['deferred', 5, 4],
  ])('is billed for an alert that is %s with %d units and %d of the indexes', (outcome, writes, index) => {
    expect(report.outcomes[outcome]).toMatchObject({ writes, index });
  });

  it('keeps its items below the size from which every write costs twice', () => {
    expect(report.largestItemBytes).toBeLessThanOrEqual(1024);
  });
});
