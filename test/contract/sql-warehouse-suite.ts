import { beforeEach, describe, expect, it } from '@jest/globals';
import type { HttpClient } from '../../functions/adapters/http.ts';
import { reportToDeliver } from '../../functions/analytics/report-files.ts';
import type { Warehouse } from '../../functions/ports/warehouse.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import type { ReportTable } from '../../local/simulators/report-table.ts';
import { campaignReport } from '../support/campaign-report.ts';
import { warehouseSuite } from './warehouse-suite.ts';

/** The report these suites deliver. */
export const REPORT = reportToDeliver(campaignReport());

/** How an HTTP client is changed for a test. */
export type Patience = (http: HttpClient) => HttpClient;

/** A store that is spoken to in SQL over HTTP, on its simulator. */
export interface SqlSubject {
  warehouse(patience?: Patience): Warehouse;
  readonly simulator: { readonly table: ReportTable; executed(): readonly string[] };
  /** The next statement fails so. */
  fail(fault: Fault): void;
  /** Our clock goes on. */
  pass(ms: number): void;
}

/** What comes of an answer: its name in the tests, the answer, the error, its reason, and the wait it asks for, ms. */
export type SqlFailure = readonly [string, Fault, string, string, number?];

/** Answers that mean the same everywhere. */
const commonFailures = (system: string, afterError: string, throttled: string): readonly SqlFailure[] => [
  ['429', { kind: 'rate-limit', retryAfterSeconds: 7 }, 'TransientError', throttled, 7000],
  ['500 before', { kind: 'status', status: 500 }, 'TransientError', afterError],
  ['503 after', { kind: 'status-after', status: 503 }, 'TransientError', afterError],
  ['a reset', { kind: 'reset-after' }, 'TransientError', `${system}_unavailable`],
  ['a page', { kind: 'body', status: 200, body: '<html></html>' }, 'TransientError', `${system}_unreadable`],
];

/** Time that goes on only when somebody waits, or a test says so. */
export function storeTime() {
  let aheadMs = 0;
  const clock = { now: () => new Date(Date.now() + aheadMs) };
  return {
    clock,
    sleep: {
      until: async (instant: Date) => {
        aheadMs += Math.max(0, instant.getTime() - clock.now().getTime());
      },
    },
    pass(ms: number): void {
      aheadMs += ms;
    },
    aheadMs: () => aheadMs,
    reset(): void {
      aheadMs = 0;
    },
  };
}

/** Where no answer comes, nobody waits ten seconds for it. */
const impatient: Patience = (http) => ({
  send: (request, beforeSocket) => http.send({ ...request, deadlineMs: 300 }, beforeSocket),
});

/** What holds of every such store. `own`: answers of its own kind. */
export function sqlWarehouseSuite(
  subject: () => SqlSubject,
  words: { readonly system: string; readonly afterError: string; readonly throttled: string },
  own: readonly SqlFailure[],
): void {
  const merges = (): number =>
    subject()
      .simulator.executed()
      .filter((text) => text.startsWith('MERGE')).length;
  const { system, afterError, throttled } = words;

  describe('as a warehouse', () => {
    let warehouse: Warehouse;
    beforeEach(() => {
      warehouse = subject().warehouse();
    });

    warehouseSuite(() => ({
      warehouse,
      lines: (reportId, version) => subject().simulator.table.lines(reportId, version),
      loseReply: () => subject().fail({ kind: 'reset-after' }),
      goDown: () => subject().fail({ kind: 'status', status: 503 }),
    }));
  });

  it('does not run a write again whose answer was lost, and does a quarter of an hour later', async () => {
    const { fail, pass, simulator, warehouse } = subject();
    fail({ kind: 'status-after', status: 500 });
    const store = warehouse();

    await expect(store.deliver(REPORT)).rejects.toMatchObject({ reason: afterError });
    await store.deliver(REPORT);
    expect(merges()).toBe(1);

    pass(15 * 60_000);
    await store.deliver(REPORT);
    expect(merges()).toBe(2);
    expect(simulator.table.lines(REPORT.report.reportId, 1)).toHaveLength(REPORT.rows.length);
  });

  it.each([
    ['is gone', () => undefined],
    ['is another', (row: object) => ({ ...row, line: 'x' })],
  ] as const)('tells what is there, not what was sent, when a row %s meanwhile', async (_what, change) => {
    const { simulator, warehouse } = subject();
    const store = warehouse();
    await store.deliver(REPORT);
    simulator.table.tamper((row) => (row.row_no === '3' ? change(row) : row));

    expect(await store.deliver(REPORT)).not.toMatchObject({
      rows: REPORT.rows.length,
      sha256: REPORT.sha256,
    });
  });

  it.each([...commonFailures(system, afterError, throttled), ...own])(
    'says what to do next: %s',
    async (...[, fault, name, reason, waitMs]) => {
      subject().fail(fault);

      await expect(subject().warehouse().deliver(REPORT)).rejects.toMatchObject({
        name,
        reason,
        ...(waitMs !== undefined && { retryAfterMs: waitMs }),
      });
    },
  );

  it('asks again later after silence', async () => {
    subject().fail({ kind: 'never-before' });

    await expect(subject().warehouse(impatient).deliver(REPORT)).rejects.toMatchObject({
      name: 'TransientError',
      reason: `${system}_unavailable`,
    });
  });

  it('replaces a token that has ended', async () => {
    subject().fail({ kind: 'expired-token' });

    expect(await subject().warehouse().deliver(REPORT)).toMatchObject({ sha256: REPORT.sha256 });
  });
}
