import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type HttpClient, httpClient } from '../../functions/adapters/http.ts';
import { snowflakeWarehouse } from '../../functions/adapters/snowflake.ts';
import { snowflakeTokens } from '../../functions/adapters/snowflake-tokens.ts';
import { REPORT_COLUMNS } from '../../functions/adapters/warehouse-sql.ts';
import { reportToDeliver } from '../../functions/analytics/report-files.ts';
import type { Warehouse } from '../../functions/ports/warehouse.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { type SnowflakeSimulator, startSnowflakeSimulator } from '../../local/simulators/snowflake.ts';
import { campaignReport } from '../support/campaign-report.ts';
import { requestProblems } from '../support/contract.ts';
import { rsaKeyPair } from '../support/key-pairs.ts';
import { warehouseSuite } from './warehouse-suite.ts';

const KEYS = rsaKeyPair();
const OTHER_KEYS = rsaKeyPair();
const LOCKED_KEYS = rsaKeyPair('open sesame');
const PLACE = { warehouse: 'REPORTS_WH', database: 'ANALYTICS', schema: 'PUBLIC', table: 'CAMPAIGN_REPORTS' };
const ACCOUNT = { account: 'myorg.my-account', user: 'TRUNKLINE' };
const REPORT = reportToDeliver(campaignReport());

/** Where no answer comes, nobody waits ten seconds for it. */
const impatient = (http: HttpClient): HttpClient => ({
  send: (request, beforeSocket) => http.send({ ...request, deadlineMs: 300 }, beforeSocket),
});

describe('Snowflake', () => {
  const contract = readContract('snowflake');
  let simulator: SnowflakeSimulator;
  let secrets: readonly { readonly privateKey: string; readonly passphrase?: string }[];
  /** How far our clock is ahead. */
  let aheadMs: number;
  const clock = { now: () => new Date(Date.now() + aheadMs) };
  /** Waiting takes the time of our clock alone. */
  const sleep = {
    until: async (instant: Date) => {
      aheadMs += Math.max(0, instant.getTime() - clock.now().getTime());
    },
  };

  const start = async (
    publicKey = KEYS.publicKey,
    columns: readonly string[] = REPORT_COLUMNS,
  ): Promise<void> => {
    simulator = await startSnowflakeSimulator({
      ...ACCOUNT,
      account: 'myorg-my-account',
      publicKey,
      tableName: '"ANALYTICS"."PUBLIC"."CAMPAIGN_REPORTS"',
      columns,
      now: clock.now,
    });
  };
  beforeEach(async () => {
    secrets = [KEYS];
    aheadMs = 0;
    await start();
  });
  afterEach(async () => {
    const problems = simulator.requests().flatMap((request) => requestProblems(contract, request));
    await simulator.stop();
    expect(problems).toEqual([]);
  });

  const warehouse = (patience: (http: HttpClient) => HttpClient = (http) => http): Warehouse => {
    // Every read of a secret takes a second of our clock, so that no two tokens are the same.
    const secret = {
      value: async () => {
        aheadMs += 1000;
        const [first, ...rest] = secrets;
        if (rest.length > 0) secrets = rest;
        return first ?? KEYS;
      },
    };
    return snowflakeWarehouse(
      { kind: 'snowflake', baseUrl: simulator.url, secretArn: 'arn', ...ACCOUNT, ...PLACE },
      {
        http: patience(httpClient(simulator.url)),
        tokens: snowflakeTokens(ACCOUNT, secret, clock.now),
        clock,
        sleep,
      },
    );
  };
  const fail = (fault: Fault, more: { operation?: string; match?: string; times?: number } = {}): void =>
    simulator.setFaults([{ system: 'snowflake', operation: 'submit', fault, times: 1, ...more }]);
  const merges = (): number => simulator.executed().filter((text) => text.startsWith('MERGE')).length;

  describe('as a warehouse', () => {
    let subject: Warehouse;
    beforeEach(() => {
      subject = warehouse();
    });

    warehouseSuite(() => ({
      warehouse: subject,
      lines: (reportId, version) => simulator.table.lines(reportId, version),
      loseReply: () => fail({ kind: 'reset-after' }),
      goDown: () => fail({ kind: 'status', status: 503 }),
    }));
  });

  it('is told every figure in a column of its own', async () => {
    await warehouse().deliver(REPORT);

    expect(simulator.table.where({ section: 'metrics', name: 'contactRate' })).toEqual([
      {
        report_id: REPORT.report.reportId,
        version: '1',
        row_no: expect.stringMatching(/^\d+$/),
        campaign_id: REPORT.report.campaignId,
        completed_at: REPORT.report.completionTimestamp,
        provisional: 'false',
        section: 'metrics',
        name: 'contactRate',
        value: '0.3',
        line: expect.stringContaining('contactRate,0.3'),
      },
    ]);
  });

  it('does not run a write again whose answer was lost', async () => {
    fail({ kind: 'status-after', status: 500 });
    const subject = warehouse();

    await expect(subject.deliver(REPORT)).rejects.toMatchObject({ reason: 'snowflake_unavailable' });
    await subject.deliver(REPORT);

    expect(merges()).toBe(1);
  });

  it('runs a write again a quarter of an hour later, since the first may have failed', async () => {
    const subject = warehouse();

    await subject.deliver(REPORT);
    aheadMs += 15 * 60_000;
    await subject.deliver(REPORT);

    expect(merges()).toBe(2);
    expect(simulator.table.lines(REPORT.report.reportId, 1)).toHaveLength(REPORT.rows.length);
  });

  it('looks at a statement until it has run', async () => {
    simulator.slowDown(600);

    const receipt = await warehouse().deliver(REPORT);

    expect(receipt).toMatchObject({ level: 'queryable', rows: REPORT.rows.length, sha256: REPORT.sha256 });
    expect(
      simulator.requests().filter(({ answeredStatus }) => answeredStatus === 202).length,
    ).toBeGreaterThan(3);
  });

  it('leaves a statement that does not end to a later try', async () => {
    simulator.slowDown(60 * 60_000);

    const delivered = warehouse().deliver(REPORT);

    await expect(delivered).rejects.toMatchObject({ name: 'TransientError', reason: 'snowflake_running' });
    expect(aheadMs).toBeLessThan(20_000);
  });

  it.each([
    ['a row is gone', (row: { row_no?: string | null }) => (row.row_no === '3' ? undefined : row)],
    [
      'a row is another',
      (row: { row_no?: string | null }) => (row.row_no === '3' ? { ...row, line: 'x' } : row),
    ],
  ] as const)('tells what is there, not what was sent, when meanwhile %s', async (_, change) => {
    const subject = warehouse();
    await subject.deliver(REPORT);
    simulator.table.tamper((row) => change(row));

    const receipt = await subject.deliver(REPORT);

    expect(receipt).not.toMatchObject({ rows: REPORT.rows.length, sha256: REPORT.sha256 });
  });

  it.each([
    ['429', { kind: 'rate-limit', retryAfterSeconds: 7 }, 'TransientError', 'snowflake_throttled', 7000],
    ['500 before', { kind: 'status', status: 500 }, 'TransientError', 'snowflake_unavailable'],
    ['503 after', { kind: 'status-after', status: 503 }, 'TransientError', 'snowflake_unavailable'],
    ['408', { kind: 'status', status: 408 }, 'TransientError', 'snowflake_unavailable'],
    ['a reset', { kind: 'reset-after' }, 'TransientError', 'snowflake_unavailable'],
    [
      'a page',
      { kind: 'body', status: 200, body: '<html></html>' },
      'TransientError',
      'snowflake_unreadable',
    ],
    [
      'a handle that is none',
      { kind: 'body', status: 202, body: {} },
      'TransientError',
      'snowflake_unreadable',
    ],
    ['403', { kind: 'status', status: 403 }, 'TransientError', 'snowflake_unauthorized', 900_000],
    ['400', { kind: 'status', status: 400 }, 'RejectedError', 'snowflake_refused'],
    [
      'a missing table',
      { kind: 'status', status: 422, body: { code: '002003' } },
      'RejectedError',
      'snowflake_refused',
    ],
    [
      'a crowd at its lock',
      { kind: 'status', status: 422, body: { code: '000625' } },
      'TransientError',
      'snowflake_busy',
    ],
  ] as [string, Fault, string, string, number?][])(
    'says what to do next: %s',
    async (...[, fault, name, reason, waitMs]) => {
      fail(fault);

      await expect(warehouse().deliver(REPORT)).rejects.toMatchObject({
        name,
        reason,
        ...(waitMs !== undefined && { retryAfterMs: waitMs }),
      });
    },
  );

  it('asks again later after silence', async () => {
    fail({ kind: 'never-before' });

    await expect(warehouse(impatient).deliver(REPORT)).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'snowflake_unavailable',
    });
  });

  it('refuses a receipt without a count', async () => {
    fail({ kind: 'body', status: 200, body: { data: [['many', null]] } }, { match: 'SELECT COUNT' });

    await expect(warehouse().deliver(REPORT)).rejects.toMatchObject({ reason: 'snowflake_unreadable' });
  });

  it('asks again later when a statement is forgotten', async () => {
    fail({ kind: 'status', status: 404 }, { operation: 'look' });

    await expect(warehouse().deliver(REPORT)).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'snowflake_lost',
    });
  });

  it('is refused for good by a table that lacks a column', async () => {
    await simulator.stop();
    await start(
      KEYS.publicKey,
      REPORT_COLUMNS.filter((column) => column !== 'line'),
    );

    await expect(warehouse().deliver(REPORT)).rejects.toMatchObject({
      name: 'RejectedError',
      message: expect.stringContaining('002003'),
    });
  });

  it('replaces a token that has ended', async () => {
    fail({ kind: 'expired-token' });

    expect(await warehouse().deliver(REPORT)).toMatchObject({ sha256: REPORT.sha256 });
  });

  it('reads the secret again when its key is refused, and waits for a person when that does not help', async () => {
    secrets = [OTHER_KEYS, KEYS];
    expect(await warehouse().deliver(REPORT)).toMatchObject({ sha256: REPORT.sha256 });

    secrets = [OTHER_KEYS];
    await expect(warehouse().deliver(REPORT)).rejects.toMatchObject({ reason: 'snowflake_unauthorized' });
  });

  it('takes a key under a passphrase', async () => {
    await simulator.stop();
    await start(LOCKED_KEYS.publicKey);
    secrets = [{ privateKey: LOCKED_KEYS.privateKey, passphrase: 'open sesame' }];

    expect(await warehouse().deliver(REPORT)).toMatchObject({ sha256: REPORT.sha256 });
  });

  it('says that a key cannot be read without telling it', async () => {
    secrets = [{ privateKey: '-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----' }];

    const failure = await warehouse()
      .deliver(REPORT)
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({ reason: 'secret_malformed' });
    expect(failure).not.toHaveProperty('cause');
    expect(String(failure)).not.toContain('secret\n');
  });
});
